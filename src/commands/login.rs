//! `truss login`.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use crate::context::Context;
use crate::context::browser;
use crate::context::login::{self, Login};
use crate::context::save::Destination;
use crate::credential::Credential;
use crate::error::{Failure, Kind};
use crate::remote::LOCAL;
use crate::secret::ApiKey;
use crate::trussrc::{BASETEN, Document};

/// How the key comes in, and what is done with it first
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Log in with a browser instead of a key
    #[arg(long, conflicts_with_all = ["api_key", "api_key_stdin"])]
    browser: bool,
    /// Read the key from stdin
    #[arg(long, conflicts_with = "api_key")]
    api_key_stdin: bool,
    /// The key itself, as Python's truss takes it
    #[arg(long, value_name = "KEY", hide = true)]
    api_key: Option<Typed>,
    /// Address of the remote, such as `https://app.baseten.co`; saved with the key
    #[arg(long, value_name = "URL")]
    remote_url: Option<String>,
    /// Save the key, or the login, in the system's keyring or nowhere
    #[arg(long)]
    keyring: bool,
    /// Save the key without checking it
    #[arg(long)]
    no_verify: bool,
    /// Move a trussrc that does not parse out of the way, and start a new one
    #[arg(long)]
    repair: bool,
}

/// What was typed as a key. Any text will do, so that clap never has a reason to quote it.
#[derive(Clone)]
struct Typed(Zeroizing<String>);

impl FromStr for Typed {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Typed(…)")
    }
}

/// Tries a key and saves it in the section of `--remote`, `baseten` by default.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let name = context.options().remote.as_deref().unwrap_or(BASETEN);
    let document = match context.trussrc()?.load() {
        Err(error) if arguments.repair && error.is_malformed() => Document::default(),
        loaded => loaded?.map(|loaded| loaded.document).unwrap_or_default(),
    };
    if name == LOCAL && arguments.remote_url.is_none() && document.section(name).is_none() {
        return Err(Failure::new(Kind::Usage, "the remote `local` has a key already")
            .with_hint("use it without a login: `truss whoami --remote local`")
            .into());
    }
    let login = Login::new(name, arguments.remote_url.as_deref(), &document, context.variables())?;
    destination(arguments).check(name, context.variables())?;
    // A login that cannot be saved would go on at the remote, unknown to anybody here.
    Document::check_name(name)?;
    context.trussrc()?.try_lock()?;
    let (user, in_keyring) = context.block_on(async {
        let given = match arguments.browser {
            true => Some(browser::log_in(&login, context).await?),
            false => given_key(arguments, context)?.map(Credential::ApiKey),
        };
        let (secret, user) = match given {
            Some(secret) if arguments.no_verify => (secret, None),
            Some(secret) => {
                let user = login.verify(&secret, context).await?;
                (secret, user)
            }
            None => login.ask(!arguments.no_verify, context).await?,
        };
        if arguments.repair {
            set_aside(context)?;
        }
        let in_keyring = login.save(&secret, destination(arguments), user.as_ref(), context)?;
        Ok((user, in_keyring))
    })?;
    if name == LOCAL {
        context.output().warn("`--remote local` means this section now, and not the embedded API");
    }
    for warning in context.trace(None, None)?.0.warnings {
        context.output().warn(&warning.to_string());
    }
    if context.output().is_json() {
        let path = context.trussrc()?.path().display().to_string();
        let verified = !arguments.no_verify;
        context.output().json(&json!({
            "remote": login.name(),
            "remote_url": login.url(),
            "trussrc": path,
            "keyring": in_keyring,
            "verified": verified,
            "user": user,
        }))?;
    }
    Ok(())
}

/// Where Python's truss 0.18.36 puts it, too, unless the keyring is asked for.
fn destination(arguments: &Arguments) -> Destination {
    match (arguments.keyring, arguments.browser) {
        (true, _) => Destination::Keyring,
        (false, true) => Destination::KeyringIfItWorks,
        (false, false) => Destination::Trussrc,
    }
}

/// Moves a trussrc that does not parse out of the way.
fn set_aside(context: &Context) -> anyhow::Result<()> {
    if let Some(aside) = context.trussrc()?.set_aside()? {
        context.output().note(&format!("the trussrc that does not parse was moved to `{}`", aside.display()));
    }
    Ok(())
}

/// The key that was handed over; `None` when a person is to be asked for it.
fn given_key(arguments: &Arguments, context: &Context) -> anyhow::Result<Option<ApiKey>> {
    if arguments.api_key_stdin {
        return login::key_from_stdin(context).map(Some);
    }
    if let Some(Typed(text)) = &arguments.api_key {
        context.output().warn(
            "a key that is an argument can be seen by others in `ps` and stays in the shell's history: \
             use `--api-key-stdin`, and replace this key when others use this machine",
        );
        let refused =
            |cause| Failure::new(Kind::Credentials, "the value of `--api-key` is not an API key").cause(cause);
        return Ok(Some(ApiKey::parse_typed(text).map_err(refused)?));
    }
    if context.is_interactive() {
        context.output().note("💻 Let's add a Baseten remote!");
        return Ok(None);
    }
    Err(Failure::new(Kind::Credentials, "there is no terminal to ask for the API key on")
        .with_hint(
            "pass it on stdin with `--api-key-stdin`; in CI, pass BASETEN_API_KEY from your secret store instead",
        )
        .into())
}
