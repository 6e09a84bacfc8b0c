//! The modes side by side for one load.

use super::{Bill, BillError, Breakeven, Load, Mode, Needed, Shape, breakeven, shards_needed};
use crate::domain::price::Prices;

/// One way to run the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its mode.
    pub mode: Mode,
    /// What it is, in words.
    pub words: String,
    /// The stream's own bill in it.
    pub bill: Bill,
}

/// Every way beside the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// As it is run now, then provisioned for the peak, on-demand, Advantage.
    pub choices: Vec<Choice>,
    /// What the peak needs at the target.
    pub needed: Needed,
    /// Where on-demand becomes cheaper.
    pub breakeven: Option<Breakeven>,
    /// Ways that cannot be priced, one sentence each.
    pub left_out: Vec<String>,
}

impl Comparison {
    /// The cheapest way.
    pub fn cheapest(&self) -> Option<&Choice> {
        self.choices.iter().min_by_key(|choice| choice.bill.total())
    }

    /// A way by its mode's word.
    pub fn find(&self, word: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.mode.word() == word)
    }
}

/// Compares the modes. Provisioned is sized for the load's peak at the target; as it is now stands before the others.
pub fn compare(load: &Load, shape: &Shape, prices: &Prices, region: &str, hours: u32, target: u8) -> Result<Comparison, BillError> {
    let needed = shards_needed(load.peak.value, load, shape, target);
    let sized = Mode::Provisioned { shards: needed.shards };
    let mut ways = vec![(shape.mode, format!("{}, as it is", words(shape.mode)))];
    if shape.mode != sized {
        ways.push((sized, format!("{}, for the peak", words(sized))));
    }
    for mode in [Mode::OnDemand, Mode::Advantage] {
        if shape.mode != mode {
            ways.push((mode, words(mode)));
        }
    }
    let (mut choices, mut left_out) = (Vec::new(), Vec::new());
    for (mode, words) in ways {
        match super::bill(load, &shape.alone().in_mode(mode), prices, region, hours) {
            Ok(bill) => choices.push(Choice { mode, words, bill }),
            // The mode that is run must be priced; another one may lack a price in this Region.
            Err(error) if mode == shape.mode => return Err(error),
            Err(error) => left_out.push(format!("{words}: {error}")),
        }
    }
    let breakeven = breakeven(load, shape, prices, region, hours, target).unwrap_or_else(|error| {
        left_out.push(format!("the break-even: {error}"));
        None
    });
    Ok(Comparison { choices, needed, breakeven, left_out })
}

fn words(mode: Mode) -> String {
    match mode {
        Mode::Provisioned { shards: 1 } => "1 shard".to_owned(),
        Mode::Provisioned { shards } => format!("{shards} shards"),
        Mode::OnDemand => "on-demand".to_owned(),
        Mode::Advantage => "Advantage (account)".to_owned(),
    }
}
