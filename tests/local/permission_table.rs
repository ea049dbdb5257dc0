//! The table of permissions, by operation and by kind of key. [`crate::permissions`] walks it.
//!
//! The expected results are written by hand from `x-permissions` of the management API's description: `.` is 200,
//! `3` is 403, `4` is 404. Columns, in groups:
//!
//! - `P` personal keys of users: an admin of the organization, an admin of the default team, of the other team, a
//!   member of the default team, of the other team;
//! - `F` full access: to the default team without and with an environment scope, to the other team likewise;
//! - `I` inference only, in the default team, then in the other: no scope, models, environments, both;
//! - `M` metrics only, in the default team, then in the other: no scope, models;
//! - `K` manages keys.
//!
//! Which of all keys a caller may list, make, rename and revoke is in `key_permissions`.
//!
//! The environment scope is `staging`. The model scope is the model `a1` in the default team, `b1` in the other.

/// Operation, its path, and the expected results. `{...}` is a name from [`crate::permissions`], `{+...}` a new key of
/// that kind, or a new model or deployment, for this request alone.
pub(crate) const TABLE: &str = "
#                                                       P     F    I    I    M  M  K
GET    /v1/users/me                                     ..... .3.3 ..33 ..33 .. .. .
GET    /v1/teams                                        ..... .3.3 ..33 ..33 .. .. .

GET    /v1/models                                       ..... .3.3 3333 3333 33 33 3
GET    /v1/teams/{A}/models                             ..4.4 .343 3333 3333 33 33 3
GET    /v1/teams/{B}/models                             .4.4. 43.3 3333 3333 33 33 3
GET    /v1/teams/nope/models                            44444 4343 3333 3333 33 33 3
GET    /v1/models/{a1}                                  ..4.4 .343 3333 3333 33 33 3
GET    /v1/models/{b1}                                  .4.4. 43.3 3333 3333 33 33 3
GET    /v1/models/nope                                  44444 4343 3333 3333 33 33 3
GET    /v1/models/{a1}/environments                     ..4.4 .343 3333 3333 33 33 3
GET    /v1/models/{b1}/environments                     .4.4. 43.3 3333 3333 33 33 3
GET    /v1/environment_groups                           ..... .3.3 ..33 ..33 .. .. .
GET    /v1/teams/{A}/environment_groups                 ..4.4 .343 ..33 4433 .. 44 .
GET    /v1/teams/{B}/environment_groups                 .4.4. 43.3 4433 ..33 44 .. .
GET    /v1/models/{a1}/deployments                      ..4.4 .343 3333 3333 33 33 3
GET    /v1/models/{b1}/deployments                      .4.4. 43.3 3333 3333 33 33 3
GET    /v1/models/{a1}/deployments/{staging}            ..4.4 .343 3333 3333 33 33 3
GET    /v1/models/{b1}/deployments/{b1-staging}         .4.4. 43.3 3333 3333 33 33 3
GET    /v1/models/{a1}/deployments/{staging}/logs       ..4.4 .343 3333 3333 33 33 3
GET    /v1/models/{b1}/deployments/{b1-staging}/logs    .4.4. 43.3 3333 3333 33 33 3

GET    /v1/users                                        ..... .3.3 ..33 ..33 .. .. .
GET    /v1/teams/{A}                                    ..4.4 .343 ..33 4433 .. 44 .
GET    /v1/teams/{B}                                    .4.4. 43.3 4433 ..33 44 .. .
GET    /v1/models/{a1}/deployments/development          ..4.4 .343 3333 3333 33 33 3
POST   /v1/models/{a1}/deployments/{plain}/activate     ..4.4 .343 3333 3333 33 33 3
POST   /v1/models/{b1}/deployments/{b1-staging}/activate .4.4. 43.3 3333 3333 33 33 3
DELETE /v1/models/{+model-in-A}                         ..4.4 .343 3333 3333 33 33 3
DELETE /v1/models/{+model-in-B}                         .4.4. 43.3 3333 3333 33 33 3
DELETE /v1/models/{a2}/deployments/{+deployment-of-a2}  ..4.4 .343 3333 3333 33 33 3

POST   /v1/models model                                 ..3.3 .333 3333 3333 33 33 3
POST   /v1/teams/{A}/models model                       ..4.4 .343 3333 3333 33 33 3
POST   /v1/teams/{B}/models model                       .4.4. 43.3 3333 3333 33 33 3
POST   /v1/models/{a2}/deployments deployment           ..4.4 .343 3333 3333 33 33 3
POST   /v1/models/{b2}/deployments deployment           .4.4. 43.3 3333 3333 33 33 3
POST   /v1/prepare_model_upload prepare                 ..3.3 .333 3333 3333 33 33 3
POST   /v1/prepare_model_upload prepare-in-A            ..4.4 .343 3333 3333 33 33 3
POST   /v1/prepare_model_upload prepare-in-B            .4.4. 43.3 3333 3333 33 33 3
POST   /v1/prepare_model_upload prepare-a2              ..4.4 .343 3333 3333 33 33 3
POST   /v1/prepare_model_upload prepare-b2              .4.4. 43.3 3333 3333 33 33 3

POST   /models/{a1}/environments/staging/predict        ..4.4 ..44 .... 4444 33 33 3
POST   /models/{a1}/environments/production/predict     ..4.4 .344 ..33 4444 33 33 3
POST   /models/{a1}/production/predict                  ..4.4 .344 ..33 4444 33 33 3
POST   /models/{a1}/development/predict                 ..4.4 .344 ..33 4444 33 33 3
POST   /models/{a1}/deployment/{staging}/predict        ..4.4 ..44 .... 4444 33 33 3
POST   /models/{a1}/deployment/{production}/predict     ..4.4 .344 ..33 4444 33 33 3
POST   /models/{a1}/deployment/{plain}/predict          ..4.4 .344 ..33 4444 33 33 3
POST   /models/{a1}/deployment/{replaced}/predict       ..4.4 .344 ..33 4444 33 33 3
POST   /models/{a1}/deployment/nope/predict             44444 4344 4433 4444 33 33 3
POST   /models/{a1}/environments/nope/predict           44444 4344 4433 4444 33 33 3
POST   /models/{a2}/environments/staging/predict        ..4.4 ..44 .3.3 4444 33 33 3
POST   /models/{b1}/environments/staging/predict        .4.4. 44.. 4444 .... 33 33 3
POST   /models/{b1}/deployment/{b1-staging}/predict     .4.4. 44.. 4444 .... 33 33 3
POST   /models/{b2}/environments/staging/predict        .4.4. 44.. 4444 .3.3 33 33 3
POST   /models/nope/production/predict                  44444 4444 4444 4444 33 33 3

GET    /metrics                                         ..... .3.3 3333 3333 .. .. 3

GET    /v1/api_keys                                     ..... .3.3 3333 3333 33 33 .
GET    /v1/audit_logs                                   .3333 3333 3333 3333 33 33 .
POST   /v1/api_keys personal                            ..... 3333 3333 3333 33 33 3
POST   /v1/api_keys manage-keys                         .3333 3333 3333 3333 33 33 3
POST   /v1/api_keys full-access                         ..333 .333 3333 3333 33 33 .
POST   /v1/api_keys full-access-in-A                    ..434 .343 3333 3333 33 33 .
POST   /v1/api_keys full-access-in-B                    .4.43 43.3 3333 3333 33 33 .
POST   /v1/teams/{A}/api_keys full-access               ..434 .343 3333 3333 33 33 .
POST   /v1/teams/{B}/api_keys full-access               .4.43 43.3 3333 3333 33 33 .
POST   /v1/teams/{A}/api_keys inference-only            ..434 .343 3333 3333 33 33 .
POST   /v1/teams/{B}/api_keys metrics-only              .4.43 43.3 3333 3333 33 33 .
POST   /v1/teams/nope/api_keys inference-only           44444 4343 3333 3333 33 33 4
PATCH  /v1/api_keys/{+personal} name                    .4444 4343 3333 3333 33 33 4
PATCH  /v1/api_keys/{+manage-keys} name                 .4444 4343 3333 3333 33 33 4
PATCH  /v1/api_keys/{+full-access-in-A} name            ..444 .343 3333 3333 33 33 .
PATCH  /v1/api_keys/{+full-access-in-B} name            .4.44 43.3 3333 3333 33 33 .
PATCH  /v1/api_keys/{+inference-only} name              ..444 .343 3333 3333 33 33 .
PATCH  /v1/api_keys/nope name                           44444 4343 3333 3333 33 33 4
DELETE /v1/api_keys/{+personal}                         .4444 4343 3333 3333 33 33 4
DELETE /v1/api_keys/{+manage-keys}                      .4444 4343 3333 3333 33 33 4
DELETE /v1/api_keys/{+full-access-in-A}                 ..444 .343 3333 3333 33 33 .
DELETE /v1/api_keys/{+full-access-in-B}                 .4.44 43.3 3333 3333 33 33 .
DELETE /v1/api_keys/{+metrics-only}                     ..444 .343 3333 3333 33 33 .
DELETE /v1/api_keys/nope                                44444 4343 3333 3333 33 33 4
";
