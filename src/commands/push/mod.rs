//! `truss push [DIR]`.

pub(crate) mod agree;
pub(crate) mod deploy;
pub(crate) mod finish;
pub(crate) mod git_consent;
pub(crate) mod links;
pub(crate) mod log;
pub(crate) mod options;
pub(crate) mod show;
pub(crate) mod wait;

use std::sync::Arc;

use crate::commands::push::options::Options;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::fs::atomic::replace_with_same_mode;
use crate::push::Error;
use crate::push::config::{Config, check_model_name};
use crate::push::guard::Guard;
use crate::push::plan::{Plan, read_config};
use crate::push::preflight::Preflight;
use crate::push::upload;

/// Packs the Truss, has the remote check it, uploads it and makes the deployment.
pub(crate) fn run(options: Options, context: &Context) -> anyhow::Result<()> {
    options.check()?;
    options.note_obsolete(context.output());
    let (config, model_name) = named_config(&options, context)?;
    let guard = Arc::new(Guard::new(&context.known_secrets()?, options.allow_secrets));
    let (plan, preflight) = Plan::new(&options.directory, config, &guard)?;
    warn(&plan, context);
    refuse_leaks(&preflight, &options, context)?;
    let preflight = if options.dry_run { rehearse(preflight, context)? } else { Some(preflight) };
    let with_git_info = options.include_git_info || git_consent::is_given(context);
    let push = deploy::Push { options: &options, plan: &plan, model_name: &model_name, with_git_info };
    if options.dry_run && options.offline {
        return show::dry_run(context, &push);
    }
    context.upload(async |session| deploy::run(context, session, &push, preflight).await)
}

/// The config, and the model's name: the option's, the config's, or one that is asked for and added to the config.
fn named_config(options: &Options, context: &Context) -> anyhow::Result<(Config, String)> {
    let config = read_config(&options.directory, options.config.as_deref())?;
    if let Some(name) = &options.model_name {
        check_model_name(name)
            .map_err(|problem| Failure::new(Kind::Invalid, format!("the name in `--model-name` {problem}")))?;
        return Ok((config, name.clone()));
    }
    if let Some(name) = config.model_name()? {
        let name = name.to_owned();
        return Ok((config, name));
    }
    let path = config.path.clone();
    // A new model has a name, by the API's own description; Python's truss asks for it, too.
    if !context.is_interactive() || options.dry_run {
        let missing = format!("`{}` has no `model_name`", path.display());
        return Err(Failure::new(Kind::Invalid, missing)
            .with_hint("add `model_name: NAME` to it, or pass `--model-name NAME`")
            .into());
    }
    let name = ask_model_name(context)?;
    replace_with_same_mode(&path, &config.with_model_name(&name)?)
        .map_err(|error| Failure::new(Kind::Other, format!("`{}` cannot be written", path.display())).cause(error))?;
    context.output().note(&format!("added `model_name: {name}` to `{}`", path.display()));
    Ok((Config::read(&path)?, name))
}

fn ask_model_name(context: &Context) -> anyhow::Result<String> {
    loop {
        let name = context.output().ask("📦 Name this model: ")?;
        match check_model_name(&name) {
            Ok(()) => return Ok(name),
            Err(problem) => context.output().warn(&format!("a model's name {problem}")),
        }
    }
}

/// Searches large files, too, which a push does while it uploads; nothing is left to upload.
fn rehearse(preflight: Preflight, context: &Context) -> Result<Option<Preflight>, Error> {
    let spinner = context.output().spinner("searching for secrets");
    let leaks = upload::rehearse(preflight)?;
    drop(spinner);
    leaks.iter().for_each(|leak| context.output().warn(&leak.to_string()));
    Ok(None)
}

fn warn(plan: &Plan, context: &Context) {
    let output = context.output();
    let links = plan.collection.warnings_of_links();
    for warning in plan.config.warnings.iter().chain(&plan.collection.warnings).chain(&links) {
        output.warn(warning);
    }
}

/// The first secret is the error; the others are warnings before it, so that all can be taken out at once.
fn refuse_leaks(preflight: &Preflight, options: &Options, context: &Context) -> Result<(), Error> {
    for leak in preflight.leaks().iter().skip(usize::from(!options.allow_secrets)) {
        context.output().warn(&leak.to_string());
    }
    preflight.check_leaks()
}
