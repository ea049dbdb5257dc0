//! What is on this machine alone, for every rule that trusts it more than a network.

use url::{Host, Url};

/// Whether `url` leads to this machine and to no other. Names under `localhost` do (RFC 6761), other names are never asked.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
