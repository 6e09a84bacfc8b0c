//! The command line: one definition per flag feeds parser, help, man page and completions.
