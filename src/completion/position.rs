//! Where on the command line somebody is: in which command, and what may stand at the cursor.

use clap::{Arg, ArgAction, Command};

#[derive(Debug)]
pub(super) struct Position<'c> {
    pub(super) expected: Expected<'c>,
    /// What stands before it in the same word, such as `--type=`.
    pub(super) attached: String,
    /// What is typed of it.
    pub(super) current: String,
    walk: Walk<'c>,
}

#[derive(Debug)]
pub(super) enum Expected<'c> {
    Value(&'c Arg),
    Options(Vec<&'c Arg>),
    Words(Vec<&'c Command>, Option<&'c Arg>),
    /// What another program is given: only files are known of that.
    Files,
}

impl<'c> Position<'c> {
    /// The place of `current`, after the words `before` it; without the program's name.
    pub(super) fn of(root: &'c Command, before: &[String], current: &str) -> Self {
        let walk = Walk::over(root, before);
        let (expected, attached) = walk.expected(current);
        let current = current[attached.len()..].to_owned();
        Self { expected, attached: attached.to_owned(), current, walk }
    }

    /// The first command that was typed.
    pub(super) fn command(&self) -> Option<&str> {
        self.walk.path.first().copied()
    }

    /// The values that were typed for the argument `id`.
    pub(super) fn typed(&self, id: &str) -> Vec<&str> {
        let typed = self.walk.typed.iter().filter(|(argument, _)| *argument == id);
        typed.map(|(_, value)| value.as_str()).collect()
    }
}

/// The names of the command that `words` mean, below the program's own; as far as they can be read.
pub(crate) fn command_path<'c>(root: &'c Command, words: &[String]) -> Vec<&'c str> {
    Walk::over(root, words).path
}

/// The option whose value comes after `words`.
pub(crate) fn pending_option<'c>(root: &'c Command, words: &[String]) -> Option<&'c Arg> {
    Walk::over(root, words).pending
}

/// What the words so far say.
#[derive(Debug)]
struct Walk<'c> {
    root: &'c Command,
    command: &'c Command,
    path: Vec<&'c str>,
    /// The option whose value comes next.
    pending: Option<&'c Arg>,
    positionals: usize,
    /// After `--` no word is an option.
    are_options_over: bool,
    typed: Vec<(&'c str, String)>,
}

impl<'c> Walk<'c> {
    fn over(root: &'c Command, words: &[String]) -> Self {
        let mut walk = Self {
            root,
            command: root,
            path: Vec::new(),
            pending: None,
            positionals: 0,
            are_options_over: false,
            typed: Vec::new(),
        };
        words.iter().for_each(|word| walk.word(word));
        walk
    }

    fn word(&mut self, word: &str) {
        if let Some(option) = self.pending.take() {
            self.note(option, word);
        } else if self.are_options_over {
            self.positional(word);
        } else if word == "--" {
            self.are_options_over = true;
        } else if let Some(long) = word.strip_prefix("--") {
            self.long(long);
        } else if let Some(cluster) = word.strip_prefix('-').filter(|cluster| !cluster.is_empty()) {
            self.cluster(cluster);
        } else if let Some(command) = self.command.find_subcommand(word).filter(|_| self.positionals == 0) {
            self.command = command;
            self.path.push(command.get_name());
        } else {
            self.positional(word);
        }
    }

    fn note(&mut self, argument: &'c Arg, value: &str) {
        self.typed.push((argument.get_id().as_str(), value.to_owned()));
    }

    fn long(&mut self, text: &str) {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        match (self.option(name), value) {
            (Some(option), Some(value)) => self.note(option, value),
            (Some(option), None) if takes_value(option) => self.pending = Some(option),
            (Some(option), None) => self.note(option, ""),
            (None, _) => {}
        }
    }

    fn cluster(&mut self, cluster: &str) {
        for (start, letter) in cluster.char_indices() {
            let Some(option) = self.command.get_arguments().find(|option| option.get_short() == Some(letter)) else {
                continue;
            };
            let value = &cluster[start + letter.len_utf8()..];
            match takes_value(option) {
                true if value.is_empty() => self.pending = Some(option),
                true => self.note(option, value.trim_start_matches('=')),
                false => {
                    self.note(option, "");
                    continue;
                }
            }
            break;
        }
    }

    fn positional(&mut self, word: &str) {
        if let Some(argument) = self.next_positional() {
            self.note(argument, word);
        }
        self.positionals += 1;
    }

    fn option(&self, name: &str) -> Option<&'c Arg> {
        let is_named = |option: &&Arg| {
            option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
        };
        self.command.get_arguments().find(is_named)
    }

    fn next_positional(&self) -> Option<&'c Arg> {
        let arguments = self.command.get_positionals().filter(|one| self.are_options_over || !one.is_last_set());
        let arguments: Vec<&Arg> = arguments.collect();
        let takes_all = |argument: &&&Arg| argument.get_num_args().is_some_and(|count| count.max_values() > 1);
        arguments.get(self.positionals).or(arguments.last().filter(takes_all)).copied()
    }

    /// What `current` may become, and the part of it that stays.
    fn expected<'w>(&self, current: &'w str) -> (Expected<'c>, &'w str) {
        if !self.path.is_empty() && is_pythons(self.command) {
            return (Expected::Files, "");
        }
        if let Some(option) = self.pending {
            return (Expected::Value(option), "");
        }
        if let Some(long) = current.strip_prefix("--").filter(|_| !self.are_options_over)
            && let Some((name, value)) = long.split_once('=')
        {
            let attached = &current[..current.len() - value.len()];
            let option = self.option(name).filter(|option| takes_value(option));
            return (option.map_or(Expected::Options(Vec::new()), Expected::Value), attached);
        }
        if current.starts_with('-') && !self.are_options_over {
            return (Expected::Options(self.options()), "");
        }
        let is_offered = |command: &&Command| match self.root.find_subcommand(command.get_name()) {
            _ if !command.is_hide_set() => true,
            // Another program's command is for whoever has begun to type it.
            Some(command) if is_pythons(command) => !current.is_empty(),
            // Topics of the help are hidden commands.
            _ => self.path == ["help"] && command.get_name() != "complete",
        };
        let commands = self.command.get_subcommands().filter(|_| self.positionals == 0);
        let commands: Vec<&Command> = commands.filter(is_offered).collect();
        match self.next_positional() {
            None if commands.is_empty() && current.is_empty() && !self.are_options_over => {
                (Expected::Options(self.options()), "")
            }
            argument => (Expected::Words(commands, argument), ""),
        }
    }

    /// The options that can still be typed, the command's own first.
    fn options(&self) -> Vec<&'c Arg> {
        let is_typed = |option: &Arg| self.typed.iter().any(|(id, _)| *id == option.get_id().as_str());
        let is_open = |option: &&Arg| matches!(option.get_action(), ArgAction::Append) || !is_typed(option);
        let options = self.command.get_arguments().filter(|option| !option.is_positional() && !option.is_hide_set());
        let (global, own): (Vec<&Arg>, Vec<&Arg>) = options.filter(is_open).partition(|option| option.is_global_set());
        own.into_iter().chain(global).collect()
    }
}

/// Whether all that follows the command is handed to Python's truss.
fn is_pythons(command: &Command) -> bool {
    command.is_allow_external_subcommands_set()
}

fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}
