//! Takes the terminal, runs, gives it back.

#![forbid(unsafe_code)]

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use tidegate::edge::cli::{self, Around, Exit};

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout());
    let mut err = io::stderr();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let exit = match runtime {
        Err(error) => {
            // When even the error output is gone there is nobody left to tell.
            let _ = writeln!(err, "tidegate: failed to start: {error}");
            Exit::Error
        }
        Ok(runtime) => {
            let mut around = Around::of_process(&mut out, &mut err);
            let exit = runtime.block_on(cli::main(std::env::args_os(), &mut around));
            // What must be finished was awaited in there; a name that is still being looked up does not hold the end up.
            runtime.shutdown_background();
            exit
        }
    };
    let _ = out.flush();
    ExitCode::from(exit.code())
}
