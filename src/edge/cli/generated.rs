//! What is made from the one definition of the command line: completions and the man page.

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::Arguments;
use super::around::Around;
use super::exit::{Exit, Failure};

/// The completions for a shell.
pub(super) fn completions(shell: Shell, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tidegate", &mut text);
    around.out.write_all(&text)?;
    Ok(Exit::Done)
}

/// The man page: the program, then each command.
pub(super) fn man(around: &mut Around<'_>) -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let page = clap_mangen::Man::new(sub.clone());
        let name = sub.get_name().to_uppercase();
        text.extend_from_slice(format!(".SH \"COMMAND {name}\"\n").as_bytes());
        page.render_synopsis_section(&mut text)?;
        page.render_description_section(&mut text)?;
        let own = sub.get_arguments().any(|argument| !argument.is_global_set() && !argument.is_hide_set());
        if own {
            let local = sub.clone().mut_args(|argument| if argument.is_global_set() { argument.hide(true) } else { argument });
            clap_mangen::Man::new(local).render_options_section(&mut text)?;
        }
    }
    // Sections of a command become its subsections.
    let page = String::from_utf8_lossy(&text);
    let mut inside = false;
    for line in page.lines() {
        inside |= line.starts_with(".SH \"COMMAND ");
        let line = if inside && !line.starts_with(".SH \"COMMAND ") { line.replacen(".SH ", ".SS ", 1) } else { line.to_owned() };
        writeln!(around.out, "{line}")?;
    }
    Ok(Exit::Done)
}
