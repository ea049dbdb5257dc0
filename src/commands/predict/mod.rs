//! `truss predict`: calls a deployed model, and prints what it answers as it comes.

mod input;
mod refusal;
mod target;
mod waking;

use clap::Args;

use crate::api::Answer;
use crate::commands::answer;
use crate::commands::model::Selection;
use crate::commands::predict::input::Input;
use crate::context::Context;

/// A longer document is not shown at once: 100 MB is what a call may have, and answers are no larger as a rule.
const LARGEST_DOCUMENT: usize = 256 << 20;

/// Which model, and what it gets
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// The development deployment
    #[arg(long, conflicts_with_all = ["deployment", "environment"])]
    development: bool,
    #[command(flatten)]
    input: Input,
}

/// Calls the model once: whatever happens, it is not asked again.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> anyhow::Result<()> {
    let input = arguments.input.read()?;
    context.online(async |session| {
        let target = target::find(&arguments.selection, arguments.development, &session.client, context).await?;
        let base = session.credentials.address.inference(&target.model_id)?;
        let model = session.client.of_model(base, context.options().request_timeout)?;
        let call = model.call_model(target.path()?, input);
        match waking::announced(call, &target, session, context).await {
            Ok(answer) => print(answer, context).await.map_err(|error| refusal::explain_broken(error, &target)),
            Err(error) => {
                context.output().refused_document(&error.body)?;
                Err(refusal::explain(error, &target, session).await)
            }
        }
    })
}

/// A document that is there at once is shown as `truss api` shows one.
async fn print(answer: Answer, context: &Context) -> anyhow::Result<()> {
    let output = context.output();
    if answer.is_one_document() && (output.stdout_is_terminal() || output.is_filtered()) {
        let mut document = Vec::new();
        let Err(error) = answer.read_into(&mut document, LARGEST_DOCUMENT).await else {
            return output.document(&document);
        };
        output.refused_document(&document)?;
        return Err(error.into());
    }
    answer::print(answer, context).await
}
