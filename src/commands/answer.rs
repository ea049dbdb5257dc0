//! Printing an answer of a server as it comes.

use crate::api::Answer;
use crate::context::Context;

/// Prints it to its end, or until it breaks off.
pub(crate) async fn print(mut answer: Answer, context: &Context) -> anyhow::Result<()> {
    let mut stream = context.output().stream(answer.is_events());
    let ended = loop {
        match answer.piece().await {
            Ok(Some(piece)) => stream.write(&piece)?,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    stream.finish(ended.is_ok())?;
    Ok(ended?)
}
