//! Opening a web page in the browser of whoever sits at this machine.

use std::process::{Command, Stdio};

use url::Url;

use crate::env::Variables;

/// Has the browser open `page`. Answers whether there was a program to ask: whether a window came up, nobody can know.
pub(crate) fn open(page: &str, variables: &Variables) -> bool {
    // The address comes from a server: only a web page is opened, never what another scheme would start.
    let Some(page) = Url::parse(page).ok().filter(|page| matches!(page.scheme(), "http" | "https")) else {
        return false;
    };
    commands(page.as_str(), variables).into_iter().any(|words| start(&words))
}

/// What could be run, the first first, as words.
fn commands(page: &str, variables: &Variables) -> Vec<Vec<String>> {
    let page = page.to_owned();
    if let Some(browsers) = variables.text("BROWSER") {
        return browsers.split(':').filter_map(|browser| words(browser, &page)).collect();
    }
    if cfg!(target_os = "macos") {
        return vec![vec!["open".to_owned(), page]];
    }
    // Without a display `xdg-open` starts a browser of text in this terminal.
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| variables.raw(name).is_some());
    if has_display { vec![vec!["xdg-open".to_owned(), page]] } else { Vec::new() }
}

/// A command as `BROWSER` has it: `%s` stands for the address, else that comes last.
fn words(browser: &str, page: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = browser.split_whitespace().map(|word| word.replace("%s", page)).collect();
    if words.is_empty() {
        return None;
    }
    if !browser.contains("%s") {
        words.push(page.to_owned());
    }
    Some(words)
}

fn start(words: &[String]) -> bool {
    let [program, rest @ ..] = words else { return false };
    let nothing = Stdio::null;
    let mut command = Command::new(program);
    command.args(rest).stdin(nothing()).stdout(nothing()).stderr(nothing());
    match command.spawn() {
        Ok(mut child) => {
            // Somebody has to wait for it, or it stays as a zombie while the code is waited for.
            let _ = std::thread::Builder::new().spawn(move || drop(child.wait()));
            true
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{commands, open};
    use crate::env::Variables;

    const PAGE: &str = "https://app.example/device?user_code=A%20B";

    #[test]
    fn browser_names_the_programs_and_where_the_address_goes() {
        let variables = Variables::from_iter([("BROWSER", "one:two --url=%s -x: ")]);
        let option = format!("--url={PAGE}");
        let expected = [vec!["one", PAGE], vec!["two", &option, "-x"]];
        assert_eq!(commands(PAGE, &variables), expected);
    }

    #[test]
    fn without_a_display_nothing_is_started_and_never_anything_but_a_web_page() {
        if cfg!(target_os = "linux") {
            assert!(!open(PAGE, &Variables::default()));
        }
        let variables = Variables::from_iter([("BROWSER", "true")]);
        assert!(open(PAGE, &variables));
        for page in ["file:///etc/passwd", "javascript:alert(1)", "not a page"] {
            assert!(!open(page, &variables), "{page}");
        }
    }
}
