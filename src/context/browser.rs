//! Logging in with a browser: what a person sees of it.

use crate::api::Authorities;
use crate::context::Context;
use crate::context::login::Login;
use crate::credential::Credential;
use crate::error::{Failure, Kind};
use crate::hint::hinted;
use crate::oauth::{DeviceCode, Error, Grant, browser};

/// Has a person confirm a code in a browser, here or on another machine, and answers the tokens.
pub(crate) async fn log_in(login: &Login, context: &Context) -> anyhow::Result<Credential> {
    let address = login.address(context.variables())?;
    let failed = |error| failed(error, login);
    let grant = Grant::new(address.management(), &Authorities::of(context.variables())).map_err(failed)?;
    let code = grant.authorize().await.map_err(failed)?;
    show(&code, context);
    let waiting = context.output().spinner("waiting for the browser; Ctrl-C ends it");
    let tokens = grant.wait(&code).await.map_err(failed)?;
    drop(waiting);
    [&tokens.access, &tokens.refresh].into_iter().for_each(|secret| context.mask(secret));
    Ok(Credential::Login(tokens))
}

/// Always shows the page and the code: the browser may be on another machine.
fn show(code: &DeviceCode, context: &Context) {
    let is_opened = context.is_interactive() && browser::open(code.page(), context.variables());
    let what = if is_opened { "🌐 Confirm the login in your browser, or at" } else { "🌐 Confirm the login at" };
    context.output().instruct(&format!("{what}\n     {}\n   with the code {}", code.page(), code.user_code));
}

fn failed(error: Error, login: &Login) -> anyhow::Error {
    let failure = Failure::new(Kind::Credentials, "nobody is logged in");
    let browser = hinted(&login.words(&["--browser", "--remote", login.name()]));
    match error {
        Error::Api(error) => error.into(),
        Error::Expired => failure.with_hint(format!("try again with {browser}")).cause(error).into(),
        Error::Refused { .. } => {
            let key = hinted(&login.words(&["--remote", login.name()]));
            failure.with_hint(format!("try again with {browser}, or save a key with {key}")).cause(error).into()
        }
    }
}
