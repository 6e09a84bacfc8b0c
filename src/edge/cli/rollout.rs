//! `rollout …`: supervision from the command line. What the world cannot tell goes into the rollout's store, the journal.

use std::time::Duration;

use super::arguments::{Common, RolloutAction, Said};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{apply, change, reach, watch, watched};
use crate::app::ask::{Answer, Ask, Feed};
use crate::domain::action::Action;
use crate::domain::finding::words;
use crate::domain::journal::Word;
use crate::domain::pipeline::Pipeline;
use crate::domain::rollout::store;

/// How long it is waited for who says something; the word is kept without it too.
const WHO: Duration = Duration::from_secs(5);

/// Does it. Ctrl-C ends what does not change anything.
pub(super) async fn run(action: &RolloutAction, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?.clone();
    if common.at.is_some() {
        return Err(Failure::usage("--at: a rollout is supervised as it is now; `tidegate gate --at` judges a past moment"));
    }
    match action {
        RolloutAction::Watch(arguments) => Box::pin(watch::run(arguments, &pipeline, config.notifications, common, around)).await,
        RolloutAction::Promote { confirm } => apply::now(&Action::Promote, &pipeline, None, confirm, common, around).await,
        RolloutAction::Back { confirm } => apply::now(&Action::Back, &pipeline, None, confirm, common, around).await,
        RolloutAction::Hold(said) => say(Word::Held, said, &pipeline, around).await,
        RolloutAction::Resume(said) => say(Word::Resumed, said, &pipeline, around).await,
        RolloutAction::Abort(said) => say(Word::Aborted, said, &pipeline, around).await,
    }
}

/// Keeps a word about the rollout.
async fn say(word: Word, said: &Said, pipeline: &Pipeline, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let now = reach::clock(around).await?.now();
    let kept = store::read(&change::history(pipeline, around).await?, now);
    // A reason that is missing is refused; nothing to resume is an error.
    let exit = if said.reason.trim().is_empty() { Exit::Refused } else { Exit::Error };
    let event = store::say(word, &said.reason, &kept).map_err(|why| Failure { exit, text: why.to_owned() })?;
    let ask = Ask { number: 0, pipeline: 0, feed: Feed::Identity, metrics: None };
    let identity = tokio::time::timeout(WHO, reach::aws(pipeline, around).perform(pipeline, &ask, now)).await;
    let who = match identity {
        Ok(Ok(Answer::Identity(identity))) => Some(identity.arn),
        _ => None,
    };
    let said = event.sentence();
    change::note(event, who, pipeline, around).await?;
    writeln!(around.out, "{}", words::sentence(&said))?;
    Ok(Exit::Done)
}
