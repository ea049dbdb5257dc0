//! `truss keys rotations list`.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::resources::keys::KeyInfo;
use crate::commands::keys::rotations_here;
use crate::commands::keys::table::display_time;
use crate::context::Context;
use crate::keys::family::Family;
use crate::keys::lookup::Listing;
use crate::output::table::Table;
use crate::rotation::Record;

/// Lists overlaps, which all machines see, and rotations under way on this one.
pub(crate) fn run(context: &Context) -> anyhow::Result<()> {
    let (listing, records) = context
        .online(async |session| Ok((Listing::read(&session.client).await?, rotations_here(session, context)?)))?;
    let families = Family::all(&listing.keys);
    let is_seen = |(old, _): &(&KeyInfo, &KeyInfo)| !listing.is_somebody_elses(old);
    let overlaps: Vec<(&KeyInfo, &KeyInfo)> = families.iter().filter_map(Family::overlap).filter(is_seen).collect();
    let output = context.output();
    if output.is_json() {
        let overlaps: Vec<Value> = overlaps.iter().map(|(old, new)| json!({"old": old, "new": new})).collect();
        let journals: Vec<Value> =
            records.iter().map(|record| super::super::rotate::to_json(record, record.step.word())).collect();
        return output.json(&json!({"overlaps": overlaps, "stopped": journals}));
    }
    if overlaps.is_empty() && records.is_empty() {
        if output.stdout_is_terminal() {
            output.note("no rotations in progress");
        }
        return Ok(());
    }
    let now = output.stdout_is_terminal().then(Timestamp::now);
    let titles = ["OLD", "NAME", "OLD LAST USED", "NEW", "NEW NAME", "NEW LAST USED", "STATE"];
    let mut table =
        Table::new(&titles).cut(&["NEW NAME", "NAME", "STATE"]).leave_out(&["NEW NAME", "NEW LAST USED", "NEW"]);
    // One that stopped here has a row of its own, which says more.
    let is_elsewhere = |(old, _): &(&KeyInfo, &KeyInfo)| records.iter().all(|record| record.old.prefix != old.prefix);
    for (old, new) in overlaps.into_iter().filter(is_elsewhere) {
        table.row([
            old.prefix.clone(),
            name(old),
            used(old, now),
            new.prefix.clone(),
            name(new),
            used(new, now),
            "both valid".to_owned(),
        ]);
    }
    for record in &records {
        let Record { old, new, step, .. } = record;
        table.row([
            old.prefix.clone(),
            name(old),
            used(old, now),
            new.as_ref().map_or_else(|| "-".to_owned(), |new| new.prefix.clone()),
            record.new_name().to_owned(),
            "-".to_owned(),
            format!("stopped here: {}", step.word()),
        ]);
    }
    Ok(output.table(&table)?)
}

fn name(key: &KeyInfo) -> String {
    key.name.clone().unwrap_or_else(|| "-".to_owned())
}

fn used(key: &KeyInfo, now: Option<Timestamp>) -> String {
    display_time(&key.last_used_at, key.last_use().time(), now, "none known")
}
