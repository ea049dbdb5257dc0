//! The upload of a Truss while it is packed: many parts at once, each tried again, all of it or nothing.
//!
//! Owns the parts in flight, retries, and throwing away what a failed or interrupted upload left on the server. Single
//! requests are in `s3`, parts come from `packer`.

pub(crate) mod buffer_pool;
pub(crate) mod destination;
pub(crate) mod packer;
pub(crate) mod s3;
pub(crate) mod s3_error;
pub(crate) mod stall;

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::error::{Explain, Kind};
use crate::push::archive::error::ArchiveError;
use crate::push::guard::Leak;
use crate::push::preflight::Package;
use crate::push::upload::buffer_pool::Part;
use crate::push::upload::destination::Destination;
use crate::push::upload::packer::Packing;
use crate::push::upload::s3_error::Fault;
use crate::push::upload::stall::{Counters, Progress};

/// How often a request is sent at most.
const ATTEMPTS: u32 = 6;
/// The wait before the second attempt; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// How long throwing away an upload may take: somebody waits for the program to end.
const ABORT_TIME: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Uploaded {
    /// The archive's size.
    pub(crate) bytes: u64,
    /// Secrets that were packed because they are allowed, but for those that the package's look had found.
    pub(crate) leaks: Vec<Leak>,
}

/// Why nothing was uploaded.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The archive could not be made.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The storage refused.
    #[error("the upload was refused with status {status}{}", words(.code, .message))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// S3's word for the error, such as `ExpiredToken`; may be empty.
        code: String,
        /// S3's sentence; may be empty.
        message: String,
    },
    /// The connection broke again and again.
    #[error("the upload broke off: {0}")]
    Broken(String),
    /// Nothing moved any more, again and again.
    #[error("the upload stalled: nothing was sent for {} s", .0.as_secs_f64())]
    Stalled(Duration),
    /// The storage does not speak S3.
    #[error("the storage answered {0}")]
    Malformed(&'static str),
    /// The caller asked to stop.
    #[error("the upload was stopped")]
    Stopped,
}

fn words(code: &str, message: &str) -> String {
    match (code, message) {
        ("", "") => String::new(),
        (code, "") => format!(": {code}"),
        (code, message) => format!(": {code}, {message}"),
    }
}

impl Explain for UploadError {
    fn kind(&self) -> Kind {
        match self {
            Self::Archive(error) => error.kind(),
            Self::Refused { status: 401 | 403, .. } => Kind::Credentials,
            Self::Refused { status: 400, code, .. } if code == "ExpiredToken" => Kind::Credentials,
            Self::Refused { status, .. } if *status >= 500 || *status == 429 => Kind::Server,
            Self::Refused { .. } => Kind::Invalid,
            Self::Broken(_) | Self::Stalled(_) | Self::Malformed(_) => Kind::Server,
            Self::Stopped => Kind::Interrupted,
        }
    }

    fn hint(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Archive(error) => error.hint(),
            Self::Refused { code, .. } if code == "ExpiredToken" => {
                Some("the upload's credentials expired before it was done: push again, on a faster connection".into())
            }
            Self::Refused { code, .. } if code == "RequestTimeTooSkewed" => {
                Some("this machine's clock is wrong: set it, then push again".into())
            }
            Self::Broken(_) | Self::Stalled(_) => Some("nothing was deployed: check the network and push again".into()),
            Self::Refused { .. } | Self::Malformed(_) | Self::Stopped => None,
        }
    }
}

impl From<Fault> for UploadError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused { status, code, message } => Self::Refused { status: status.as_u16(), code, message },
            Fault::Broken(cause) => Self::Broken(cause),
            Fault::Stalled(limit) => Self::Stalled(limit),
            Fault::Malformed(what) => Self::Malformed(what),
        }
    }
}

/// Packs and uploads at the same time. On any failure, and when `stop` comes, nothing stays on the server.
/// `idle` is how long nothing may move.
pub async fn upload(
    http: &reqwest::Client,
    destination: &Destination,
    package: Package,
    counters: &Arc<Counters>,
    idle: Duration,
    stop: impl Future<Output = ()>,
) -> Result<Uploaded, UploadError> {
    package.check_leaks()?;
    let (bytes, in_flight) = (package.archive_bytes(), package.in_flight);
    let mut packing = Packing::start(package, counters);
    let transfer = Transfer { http, destination, idle, in_flight, progress: Progress(counters) };
    if packing.parts() == 1 {
        transfer.whole(&mut packing, stop).await?;
    } else {
        transfer.in_parts(&mut packing, stop).await?;
    }
    Ok(Uploaded { bytes, leaks: packing.into_leaks() })
}

struct Transfer<'transfer> {
    http: &'transfer reqwest::Client,
    destination: &'transfer Destination,
    idle: Duration,
    in_flight: usize,
    progress: Progress<'transfer>,
}

impl Transfer<'_> {
    /// An archive of one part goes up in one request.
    async fn whole(&self, packing: &mut Packing, stop: impl Future<Output = ()>) -> Result<(), UploadError> {
        let send = async {
            let part = packing.next().await?.ok_or(ArchiveError::Closed)?;
            self.again(async || self.destination.put(self.http, &part, self.idle, self.progress).await).await
        };
        tokio::select! {
            () = stop => Err(UploadError::Stopped),
            sent = send => sent,
        }
    }

    async fn in_parts(&self, packing: &mut Packing, stop: impl Future<Output = ()>) -> Result<(), UploadError> {
        let mut stop = std::pin::pin!(stop);
        let id = tokio::select! {
            () = &mut stop => return Err(UploadError::Stopped),
            id = self.again(async || self.destination.create(self.http, self.idle).await) => id?,
        };
        let result = tokio::select! {
            () = stop => Err(UploadError::Stopped),
            result = self.parts(&id, packing) => result,
        };
        if result.is_err() {
            self.abort(&id).await;
        }
        result
    }

    /// Sends parts as they come, and puts them together when all are there.
    async fn parts(&self, id: &str, packing: &mut Packing) -> Result<(), UploadError> {
        let mut sending = FuturesUnordered::new();
        let mut sent = Vec::new();
        let mut more = true;
        while more || !sending.is_empty() {
            tokio::select! {
                part = packing.next(), if more && sending.len() < self.in_flight => match part? {
                    Some(part) => sending.push(self.part(id, part)),
                    None => more = false,
                },
                Some(part) = sending.next(), if !sending.is_empty() => sent.push(part?),
            }
        }
        sent.sort_unstable_by_key(|(number, _, _)| *number);
        self.complete(id, &sent).await
    }

    async fn part(&self, id: &str, part: Part) -> Result<(u16, String, u32), UploadError> {
        let send = async || self.destination.part(self.http, id, &part, self.idle, self.progress).await;
        Ok((part.number, self.again(send).await?, part.checksum))
    }

    /// Once it has worked, the upload is gone: a second attempt that finds none means that the first one arrived.
    async fn complete(&self, id: &str, parts: &[(u16, String, u32)]) -> Result<(), UploadError> {
        let mut may_have_arrived = false;
        self.again(async || match self.destination.complete(self.http, id, parts, self.idle).await {
            Err(fault) if may_have_arrived && fault.is("NoSuchUpload") => Ok(()),
            result => {
                may_have_arrived |= result.as_ref().is_err_and(Fault::may_have_arrived);
                result
            }
        })
        .await
    }

    /// Does `request` again, after a growing pause, while it fails in a way that may pass.
    async fn again<T>(&self, mut request: impl AsyncFnMut() -> Result<T, Fault>) -> Result<T, UploadError> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match request().await {
                Err(fault) if fault.may_pass() => {}
                result => return Ok(result?),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Ok(request().await?)
    }

    /// Best effort: the reason for the failure matters more, and storage drops unfinished uploads after a while.
    async fn abort(&self, id: &str) {
        let abort = self.again(async || self.destination.abort(self.http, id, self.idle).await);
        let _ = tokio::time::timeout(ABORT_TIME, abort).await;
    }
}
