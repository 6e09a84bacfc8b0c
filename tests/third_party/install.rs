//! What is installed, where, and in which version: under `target/third-party`, once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Python packages, pinned so that a new release never breaks a build by itself.
const PYTHON: &[&str] = &[
    "ministack==1.4.21",
    "cbor2==6.3.0",
    "boto3==1.44.5",
    "awscli==1.46.3",
    "moto==5.2.5",
    "flask==3.1.3",
    "flask-cors==6.0.5",
    "docker==7.2.0",
];

/// The Node package.
const NODE: &str = "kinesis-local@0.6.2";

/// `target/third-party`.
pub(crate) fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target directory").join("third-party");
    fs::create_dir_all(&root).expect("a directory below target");
    root
}

/// A program of the Python environment.
pub(crate) fn python(program: &str) -> PathBuf {
    let home = root().join("python");
    once("python", &PYTHON.join(" "), || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
        run(Command::new(home.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check"]).args(PYTHON));
    });
    home.join("bin").join(program)
}

/// The directory of the Node package.
pub(crate) fn node() -> PathBuf {
    let home = root().join("node");
    once("node", NODE, || {
        fs::create_dir_all(&home).expect("a directory below target");
        run(Command::new("npm").args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(&home).arg(NODE));
    });
    home.join("node_modules/kinesis-local")
}

/// Does the work unless it was done before for the same versions. Others wait, in this process and in others.
fn once(name: &str, versions: &str, work: impl FnOnce()) {
    let lock = File::create(root().join(format!("{name}.lock"))).expect("a lock file");
    lock.lock().expect("the lock");
    let done = root().join(format!("{name}.installed"));
    if fs::read_to_string(&done).is_ok_and(|before| before == versions) {
        return;
    }
    work();
    fs::write(&done, versions).expect("a note of what is installed");
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{} does not start: {error}", command.get_program().display()));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {words}");
}
