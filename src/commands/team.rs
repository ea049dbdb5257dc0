//! Which team something new belongs to when nobody named one.

use crate::api::resources::teams::Team;
use crate::context::Context;
use crate::error::{Failure, Kind};
use crate::sanitize::display_name;

/// The only team, or the one that a person chooses for a new `what` (a model, a key). Python's truss asks, too, and does
/// not take the organization's default team for granted.
pub(crate) fn choose_team(context: &Context, mut teams: Vec<Team>, what: &str) -> anyhow::Result<Option<Team>> {
    if teams.len() < 2 {
        return Ok(teams.pop());
    }
    let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
    if !context.is_interactive() {
        let names: Vec<_> = names.iter().map(|name| display_name(name)).collect();
        let message = format!("there are several teams, and the {what} could belong to any of them");
        let failure = Failure::new(Kind::Usage, message);
        return Err(failure.with_hint(format!("name one with `--team`: {}", names.join(", "))).into());
    }
    let chosen = context.output().choose(&format!("👥 Which team's {what} is it? "), &names)?;
    Ok(Some(teams.swap_remove(chosen)))
}
