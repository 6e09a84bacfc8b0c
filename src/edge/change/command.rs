//! A deploy command: an argument vector, never a shell; ended with its children when its time is over or somebody stops it.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use super::{Line, Sent};
use crate::domain::approval::Approved;
use crate::domain::call::Call;
use crate::domain::outcome::{Progress, Refusal};

/// Most bytes of a line that are shown.
const LONGEST: usize = 400;

/// Most lines that are shown; the command runs on unseen.
const MOST_LINES: usize = 5_000;

/// How long a command that was told to end may take to tidy up.
const GRACE: Duration = Duration::from_secs(3);

/// A process group that does not outlive its owner: whoever forgets the command ends it.
struct Group {
    leader: Option<Pid>,
}

impl Group {
    fn signal(&self, signal: Signal) {
        if let Some(leader) = self.leader {
            let _ = kill_process_group(leader, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// How it came to its end.
enum End {
    Exited(ExitStatus),
    Unwatched(std::io::Error),
    Stopped,
    TooLong,
}

/// Runs the command of a step. A command that fails may have done half of its work: whether it did is read from the writers.
pub(super) async fn run(approved: &Approved, step: usize, line: &Line) -> Sent {
    let Some(Call::RunCommand { argv, cwd, set, timeout_seconds }) = approved.plan().steps.get(step).map(|step| &step.call) else {
        return Sent::refused(Refusal::Other, "this step runs no command");
    };
    let Some((program, arguments)) = argv.split_first() else {
        return Sent::refused(Refusal::Other, "the deploy command is empty");
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(set)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    if let Some(cwd) = cwd {
        command.current_dir(cwd);
    }
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Sent::refused(Refusal::Other, format!("{program} cannot be started: {error}")),
    };
    let leader = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let mut group = Group { leader };
    let mut said = Said { line, left: MOST_LINES };
    let end = watch(&mut child, &mut said, Duration::from_secs(*timeout_seconds)).await;
    // What it wrote goes to the screen alone: the reason is kept in the journal, and the output of others may hold secrets.
    match end {
        End::Exited(status) => {
            // Children that it left running on purpose are its own affair; the id may soon be somebody else's.
            group.leader = None;
            if status.success() { Sent::done() } else { Sent::Lost(format!("{program} ended with {status}")) }
        }
        End::Unwatched(error) => Sent::Lost(format!("{program} could not be watched: {error}")),
        End::Stopped => {
            end_all(&group, &mut child).await;
            Sent::Lost(format!("{program} was stopped with its children"))
        }
        End::TooLong => {
            end_all(&group, &mut child).await;
            Sent::Lost(format!("{program} took longer than {timeout_seconds} s and was stopped with its children"))
        }
    }
}

/// Tells it to end, and ends it where it does not.
async fn end_all(group: &Group, child: &mut Child) {
    group.signal(Signal::TERM);
    let _ = timeout(GRACE, child.wait()).await;
    group.signal(Signal::KILL);
    let _ = child.wait().await;
}

/// Hands its lines on until it ends.
async fn watch(child: &mut Child, said: &mut Said<'_>, limit: Duration) -> End {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let deadline = Instant::now() + limit;
    let line = said.line;
    let lines = async {
        let (mut out, mut err) = (out.map(BufReader::new), err.map(BufReader::new));
        let (mut of_out, mut of_err) = (Vec::new(), Vec::new());
        while out.is_some() || err.is_some() {
            tokio::select! {
                more = next(&mut out, &mut of_out), if out.is_some() => if more { said.tell(&mut of_out) } else { out = None },
                more = next(&mut err, &mut of_err), if err.is_some() => if more { said.tell(&mut of_err) } else { err = None },
            }
        }
    };
    tokio::pin!(lines);
    let mut read = false;
    loop {
        tokio::select! {
            () = &mut lines, if !read => read = true,
            ended = child.wait() => {
                // What was written just before the end is in the pipes; a child that holds them open is not waited for.
                if !read {
                    let _ = timeout(Duration::from_millis(500), &mut lines).await;
                }
                return ended.map_or_else(End::Unwatched, End::Exited);
            }
            () = line.stopped() => return End::Stopped,
            () = sleep(deadline.saturating_duration_since(Instant::now())) => return End::TooLong,
        }
    }
}

/// One more line, or the part of it that is shown; false at the end. What was read stays in `line` if this is forgotten.
async fn next<R: AsyncRead + Unpin>(from: &mut Option<BufReader<R>>, line: &mut Vec<u8>) -> bool {
    let Some(reader) = from else { return false };
    loop {
        let Ok(bytes) = reader.fill_buf().await else { return false };
        if bytes.is_empty() {
            return !line.is_empty();
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(bytes.len());
        let room = LONGEST.saturating_sub(line.len()).min(taken);
        line.extend_from_slice(&bytes[..room]);
        reader.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() {
            return true;
        }
    }
}

/// What it says, bounded.
struct Said<'a> {
    line: &'a Line,
    left: usize,
}

impl Said<'_> {
    fn tell(&mut self, bytes: &mut Vec<u8>) {
        let text: String = String::from_utf8_lossy(bytes).chars().filter(|sign| !sign.is_control()).collect();
        bytes.clear();
        match self.left {
            0 => return,
            1 => self.line.tell(Progress::Output { line: "… more than 5,000 lines: the rest is not shown".to_owned() }),
            _ => self.line.tell(Progress::Output { line: text }),
        }
        self.left -= 1;
    }
}
