//! The secrets in a trussrc, whoever uses them: what must not leave this machine by accident.

use crate::secret::ApiKey;
use crate::trussrc::classify::lowered;
use crate::trussrc::document::Document;
use crate::trussrc::remote::{API_KEY, TOKENS};

const SECRETS: [&str; 3] = [API_KEY, TOKENS[0], TOKENS[1]];

/// Every secret in the trussrc `text`, which need not parse. A value counts as it is written and, with its references
/// followed, as it is meant; one that no header can carry is none.
pub(crate) fn secrets(text: &str) -> Vec<ApiKey> {
    let lines = text.lines().filter_map(|line| line.split_once(['=', ':']));
    let written = lines.filter(|(name, _)| SECRETS.contains(&&*lowered(name.trim()))).map(|(_, value)| value.into());
    let document = Document::parse(text.to_owned()).unwrap_or_default();
    let options = document.sections().flat_map(|section| SECRETS.map(|option| section.get(option)));
    let meant = options.filter_map(|value| value.ok().flatten());
    let mut secrets = Vec::new();
    for secret in written.chain(meant).filter_map(|value| ApiKey::parse(&value).ok()) {
        if !secrets.contains(&secret) {
            secrets.push(secret);
        }
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::secrets;

    fn found(text: &str) -> Vec<String> {
        secrets(text).iter().map(|secret| secret.expose().to_owned()).collect()
    }

    #[test]
    fn keys_and_tokens_of_all_sections_are_found_as_written_and_as_meant() {
        let text = "[DEFAULT]\napi_key = default-key\nbase = abc\n[a]\nAPI_KEY : a-key\n\
            [b]\nauth_type = oauth\noauth_access_token = access%%1\noauth_refresh_token=%(base)s-refresh\n\
            oauth_expires_at = 1234567890\nremote_url = https://example.com\n";
        let expected = ["default-key", "a-key", "access%%1", "%(base)s-refresh", "access%1", "abc-refresh"];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn a_trussrc_that_does_not_parse_has_secrets_all_the_same() {
        assert_eq!(found("api_key = lost\n[a\n  oauth_access_token: token\nnonsense\n"), ["lost", "token"]);
        assert_eq!(found(""), Vec::<String>::new());
    }
}
