//! The seven screens and the panels that can have the focus.

/// The seven screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "each is named as on the screen")]
pub enum Screen {
    Overview,
    Shards,
    Rollout,
    Cost,
    Pipeline,
    Checklist,
    Activity,
}

impl Screen {
    /// In the order of their keys, `1` to `7`.
    pub const ALL: [Screen; 7] =
        [Screen::Overview, Screen::Shards, Screen::Rollout, Screen::Cost, Screen::Pipeline, Screen::Checklist, Screen::Activity];

    /// The name in the tab bar.
    pub fn title(self) -> &'static str {
        match self {
            Screen::Overview => "Overview",
            Screen::Shards => "Shards",
            Screen::Rollout => "Rollout",
            Screen::Cost => "Cost",
            Screen::Pipeline => "Pipeline",
            Screen::Checklist => "Checklist",
            Screen::Activity => "Activity",
        }
    }
}

/// A panel that can have the focus. Each screen lists its own, in `Tab` order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "each is named as on the screen")]
pub enum Panel {
    Verdict,
    Rollout,
    Records,
    Lag,
    Shards,
    Throttles,
    TableErrors,
    ShardTable,
    ShardHeat,
    ShardDetail,
    Ladder,
    Percentages,
    Gates,
    History,
    Bill,
    WhatIf,
    Modes,
    Stages,
    Guide,
    Watching,
    Flow,
    FlowDetail,
    Checks,
    Events,
}

impl Screen {
    /// The screen's panels, in `Tab` order.
    pub fn panels(self) -> &'static [Panel] {
        match self {
            Screen::Overview => {
                &[Panel::Verdict, Panel::Rollout, Panel::Records, Panel::Lag, Panel::Shards, Panel::Throttles, Panel::TableErrors]
            }
            Screen::Shards => &[Panel::ShardTable, Panel::ShardHeat, Panel::ShardDetail],
            Screen::Rollout => &[Panel::Ladder, Panel::Gates, Panel::Percentages, Panel::History],
            Screen::Cost => &[Panel::Bill, Panel::WhatIf, Panel::Modes, Panel::Stages, Panel::Guide, Panel::Watching],
            Screen::Pipeline => &[Panel::Flow, Panel::FlowDetail],
            Screen::Checklist => &[Panel::Checks],
            Screen::Activity => &[Panel::Events],
        }
    }
}

impl Panel {
    /// Whether the panel is drawn over time, so that zoom, pan, cursor and full screen mean something.
    pub fn is_chart(self) -> bool {
        matches!(self, Panel::Records | Panel::Lag | Panel::Throttles | Panel::TableErrors | Panel::ShardHeat)
    }

    /// Whether its rows are gates or checks, each with evidence of its own.
    pub fn lists_checks(self) -> bool {
        matches!(self, Panel::Gates | Panel::Checks)
    }

    /// The panel whose selection this one shares: table and heat map list the same shards.
    #[must_use]
    pub fn selects_like(self) -> Panel {
        match self {
            Panel::ShardHeat => Panel::ShardTable,
            other => other,
        }
    }

    /// The screen that `Enter` opens from a panel of the first screen.
    pub fn opens(self) -> Option<Screen> {
        match self {
            Panel::Rollout => Some(Screen::Rollout),
            Panel::Shards => Some(Screen::Shards),
            _ => None,
        }
    }
}
