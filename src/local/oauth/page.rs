//! The page on which a person confirms a code: plain HTML with one button, for every browser, those of terminals too.

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::X_FRAME_OPTIONS;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use url::form_urlencoded;

use crate::local::app_state::App;
use crate::local::http::error_response::ErrorResponse;
use crate::local::secrets::random_text;
use crate::local::store::{logins, users};

/// Unproven: where Baseten has this page; clients are told.
pub(crate) const PATH: &str = "/device";

const CODE_LENGTH: usize = 8;

#[derive(Deserialize)]
pub(crate) struct Parameters {
    #[serde(default)]
    user_code: String,
}

/// A code that can be read out: capital letters and digits.
pub(crate) fn user_code() -> Result<String, ErrorResponse> {
    let text = random_text(CODE_LENGTH).map_err(|error| ErrorResponse::broken(error.to_string()))?;
    let code = text.to_uppercase();
    Ok(format!("{}-{}", &code[..CODE_LENGTH / 2], &code[CODE_LENGTH / 2..]))
}

pub(crate) async fn show(State(app): App, Query(query): Query<Parameters>) -> Result<Response, ErrorResponse> {
    if !app.store.read(|connection| logins::is_open(connection, &query.user_code))? {
        return Ok(unknown());
    }
    // Only a code that this server made comes here: it has nothing that HTML would read otherwise.
    let code = query.user_code;
    Ok(page(
        StatusCode::OK,
        &format!(
            "<p>A program on this machine wants to log in to the embedded API with the code <strong>{code}</strong>.</p>\n\
             <form method=\"post\" action=\"{PATH}\">\n\
             <input type=\"hidden\" name=\"user_code\" value=\"{code}\">\n\
             <button type=\"submit\">Confirm</button>\n</form>"
        ),
    ))
}

pub(crate) async fn confirm(State(app): App, body: Bytes) -> Result<Response, ErrorResponse> {
    let code = form_urlencoded::parse(&body).find(|(name, _)| name == "user_code");
    let code = code.map(|(_, code)| code.into_owned()).unwrap_or_default();
    let confirmed = app
        .write(move |transaction| {
            let user_id = users::first(transaction)?;
            Ok(logins::confirm(transaction, &code, &user_id)?)
        })
        .await?;
    Ok(match confirmed {
        true => page(StatusCode::OK, "<p>You are logged in. You can close this page.</p>"),
        false => unknown(),
    })
}

fn unknown() -> Response {
    page(StatusCode::NOT_FOUND, "<p>There is no such code, or it was confirmed already. Start the login again.</p>")
}

/// No other page may show this one in a frame and have its button pressed.
fn page(status: StatusCode, body: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>truss local: log in</title></head>\n\
         <body>\n<h1>Log in</h1>\n{body}\n</body>\n</html>\n"
    );
    (status, [(X_FRAME_OPTIONS, "DENY")], Html(html)).into_response()
}
