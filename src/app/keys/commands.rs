//! The rows of the table: every command that a key can give, with its name, keys, places and one line of help.

/// Where a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// On a screen, with nothing over it.
    Screen,
    /// In a dialog.
    Dialog,
    /// In the command bar or the filter.
    Bar,
    /// In a dialog in which a word must be typed.
    Question,
}

impl Place {
    /// Whether plain keys are typed there, and so cannot be commands.
    pub fn takes_typing(self) -> bool {
        matches!(self, Place::Bar | Place::Question)
    }
}

/// How help sorts the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Going about.
    Move,
    /// What to look at.
    Look,
    /// Charts and time.
    Chart,
    /// Doing something.
    Act,
    /// While typing in the bar.
    Typing,
    /// Going back and leaving.
    Leave,
}

impl Group {
    /// In the order of the help.
    pub const ALL: [Group; 6] = [Group::Move, Group::Look, Group::Chart, Group::Act, Group::Typing, Group::Leave];

    /// The heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Group::Move => "Move",
            Group::Look => "Look",
            Group::Chart => "Charts",
            Group::Act => "Act",
            Group::Typing => "While typing",
            Group::Leave => "Leave",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// The name in `[keys]` and in the command bar.
    pub name: &'static str,
    /// The keys it has unless they are bound anew.
    pub keys: &'static [&'static str],
    /// Where they count.
    pub places: &'static [Place],
    /// Its heading in the help.
    pub group: Group,
    /// One word for the footer; empty when it is not shown there.
    pub short: &'static str,
    /// One line of help.
    pub help: &'static str,
}

const SCREEN: &[Place] = &[Place::Screen];
const UNTYPED: &[Place] = &[Place::Screen, Place::Dialog];
const BAR: &[Place] = &[Place::Bar];
const QUESTION: &[Place] = &[Place::Question];
const TYPED: &[Place] = &[Place::Bar, Place::Question];
const EVERYWHERE: &[Place] = &[Place::Screen, Place::Dialog, Place::Bar, Place::Question];

macro_rules! commands {
    ($($id:ident $name:literal $keys:expr, $places:ident, $group:ident, $short:literal, $help:literal;)+) => {
        /// Every command that a key can give. No single one changes anything outside: a change takes a plan, arming and a typed word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command { $(#[doc = $help] $id,)+ }

        impl Command {
            /// In the order of the table, which is that of footer and help.
            pub const ALL: &'static [Command] = &[$(Command::$id),+];

            /// The row of the table.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Command::$id => const {
                        &Row { name: $name, keys: &$keys, places: $places, group: Group::$group, short: $short, help: $help }
                    },)+
                }
            }
        }
    };
}

commands! {
    Actions     "actions"      ["a"], SCREEN, Act, "actions", "List what can be done, with what each needs";
    CommandBar  "command"      [":"], UNTYPED, Act, "command", "Type a command, with completion and history";
    Filter      "filter"       ["/"], SCREEN, Look, "filter", "Show only the rows that contain a text";
    Freeze      "freeze"       ["space"], SCREEN, Look, "freeze", "Hold the picture still, or let it go on; data is recorded all the while";
    PanBack     "pan-back"     ["["], SCREEN, Chart, "pan", "Move the charts' window back in time";
    PanForward  "pan-forward"  ["]"], SCREEN, Chart, "pan", "Move the charts' window forward in time";
    ZoomIn      "zoom-in"      ["+", "="], SCREEN, Chart, "zoom", "Show less time, down to 15 minutes";
    ZoomOut     "zoom-out"     ["-"], SCREEN, Chart, "zoom", "Show more time, up to 15 days";
    Live        "live"         ["0"], SCREEN, Chart, "live", "Back to the newest minute: unpan, uncursor, unfreeze";
    Cursor      "cursor"       ["v"], SCREEN, Chart, "", "Put a cursor on the charts, or take it away; left and right move it";
    FullScreen  "full-screen"  ["f"], SCREEN, Chart, "", "Let the focused chart fill the screen, or shrink it again";
    Refresh     "refresh"      ["r", "f5"], UNTYPED, Act, "refresh", "Ask every source now";
    Why         "why"          ["w"], UNTYPED, Look, "why", "Say where the selected value comes from";
    Findings    "findings"     ["!"], UNTYPED, Look, "findings", "List every finding with its evidence and advice";
    Copy        "copy"         ["y"], UNTYPED, Act, "copy", "Copy the selected value or finding";
    AsItIs      "as-it-is"     ["u"], SCREEN, Look, "", "Forget every what-if of the Cost screen";
    Theme       "theme"        ["t"], SCREEN, Look, "", "Change to the next theme";
    Overview    "overview"     ["1"], SCREEN, Move, "", "Screen 1: the verdict and every chart";
    Shards      "shards"       ["2"], SCREEN, Move, "", "Screen 2: shards, their load and their lineage";
    Rollout     "rollout"      ["3"], SCREEN, Move, "", "Screen 3: the flag, set and observed percentage";
    Cost        "cost"         ["4"], SCREEN, Move, "", "Screen 4: what it costs, watching included";
    Pipeline    "flow"         ["5"], SCREEN, Move, "", "Screen 5: the way of a record, with live numbers";
    Checklist   "checklist"    ["6"], SCREEN, Move, "", "Screen 6: the seven checks of the upgrade";
    Activity    "activity"     ["7"], SCREEN, Move, "", "Screen 7: what happened when";
    NextPanel   "next-panel"   ["tab"], SCREEN, Move, "", "Focus the next panel";
    LastPanel   "last-panel"   ["backtab"], SCREEN, Move, "", "Focus the panel before";
    Up          "up"           ["k", "up"], UNTYPED, Move, "", "One row up";
    Down        "down"         ["j", "down"], UNTYPED, Move, "", "One row down";
    Left        "left"         ["h", "left"], UNTYPED, Move, "", "One cell to the left, the cursor back in time, or a what-if down";
    Right       "right"        ["l", "right"], UNTYPED, Move, "", "One cell to the right, the cursor forward in time, or a what-if up";
    Top         "top"          ["g", "home"], UNTYPED, Move, "", "To the first row";
    Bottom      "bottom"       ["G", "end"], UNTYPED, Move, "", "To the last row";
    PageUp      "page-up"      ["pageup"], UNTYPED, Move, "", "One page up";
    PageDown    "page-down"    ["pagedown"], UNTYPED, Move, "", "One page down";
    Open        "open"         ["enter"], UNTYPED, Act, "", "Open what is selected";
    Run         "run"          ["enter"], BAR, Typing, "run", "Run the command, or keep the filter";
    Complete    "complete"     ["tab"], BAR, Typing, "complete", "Take the next completion";
    CompleteBack "complete-back" ["backtab"], BAR, Typing, "", "Take the completion before";
    Older       "older"        ["up"], BAR, Typing, "", "The command typed before";
    Newer       "newer"        ["down"], BAR, Typing, "", "The command typed after";
    Confirm     "confirm"      ["enter"], QUESTION, Typing, "cancel, or confirm", "In a question: cancel; once every word is typed, begin";
    NextField   "next-field"   ["tab"], QUESTION, Typing, "", "In a question: the next line to type";
    LastField   "last-field"   ["backtab"], QUESTION, Typing, "", "In a question: the line to type before";
    ScrollUp    "scroll-up"    ["up", "pageup"], QUESTION, Typing, "", "In a question: read further up";
    ScrollDown  "scroll-down"  ["down", "pagedown"], QUESTION, Typing, "scroll", "In a question: read further down";
    CopyCommands "copy-commands" ["ctrl-y"], QUESTION, Typing, "copy commands", "In a question: copy the commands that it would run";
    Erase       "erase"        ["backspace", "ctrl-h"], TYPED, Typing, "", "Erase one character";
    EraseWord   "erase-word"   ["ctrl-w"], TYPED, Typing, "", "Erase one word";
    EraseLine   "erase-line"   ["ctrl-u"], TYPED, Typing, "", "Erase the line";
    Help        "help"         ["?", "f1"], UNTYPED, Look, "help", "List the keys that count here";
    Back        "back"         ["esc"], EVERYWHERE, Leave, "", "One step back";
    Quit        "quit"         ["q"], UNTYPED, Leave, "quit", "Leave; in a dialog, close it";
    Suspend     "suspend"      ["ctrl-z"], EVERYWHERE, Leave, "", "Go to the shell; `fg` comes back";
    Exit        "exit"         ["ctrl-c"], EVERYWHERE, Leave, "", "Leave at once, from anywhere; while a change runs it asks, and again leaves";
}

impl Command {
    /// The command of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|command| command.row().name == name)
    }

    /// Whether its own keys stay whatever is bound: the ways out must not be lost.
    pub fn is_fixed(self) -> bool {
        matches!(self, Command::Back | Command::Exit)
    }
}
