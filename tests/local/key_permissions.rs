//! Who may list, revoke, rename and make which key: five types of keys, and personal keys of three roles.
//!
//! Written by hand from `x-permissions` of the management API's description: `.` is yes (200), `-` is not in the list,
//! `3` is 403, `4` is 404. All team callers are of the default team. Columns of what is listed, revoked and renamed:
//! personal keys of the admin, the team's admin and the member; the team's keys by type (full access, inference,
//! metrics); another team's key; another key that manages keys; the caller's key itself. Columns of what is made:
//! personal, the team's three types, another team's key, a key that manages keys.

use reqwest::Method;
use serde_json::{Value, json};
use truss::internals::local::Role;

use crate::support::{Api, prefix};

const TABLE: &str = "
# caller        listed    revoked   renamed   made
admin           ......... ......... .33...... ......
team-admin      -.-...--. 4.4...44. 4.4...44. ....43
member          --.-----. 44.44444. 44.44444. .33343
full-access     ---...--. 444...44. 444...44. 3...43
inference-only  333333333 333333333 333333333 333333
metrics-only    333333333 333333333 333333333 333333
manage-keys     ---....-. 444....43 444....43 3....3
";

const TARGETS: [&str; 9] = [
    "admin",
    "team-admin",
    "member",
    "full-access",
    "inference-only",
    "metrics-only",
    "full-access-elsewhere",
    "manage-keys",
    "itself",
];

const MADE: [&str; 6] =
    ["personal", "full-access", "inference-only", "metrics-only", "full-access-elsewhere", "manage-keys"];

struct World {
    api: Api,
    other_team: String,
    team_admin: String,
    member: String,
}

impl World {
    async fn new() -> Self {
        let api = Api::start().await;
        let other_team = api.new_team("other");
        let team_admin = api.new_user("ana", Role::TeamAdmin, None);
        let member = api.new_user("ben", Role::Member, None);
        Self { api, other_team, team_admin, member }
    }

    fn request(&self, kind: &str) -> Value {
        match kind {
            "full-access" => json!({ "type": "WORKSPACE_MANAGE_ALL" }),
            "inference-only" => json!({ "type": "WORKSPACE_INVOKE" }),
            "metrics-only" => json!({ "type": "WORKSPACE_EXPORT_METRICS" }),
            "full-access-elsewhere" => json!({ "type": "WORKSPACE_MANAGE_ALL", "team_id": self.other_team }),
            "manage-keys" => json!({ "type": "WORKSPACE_MANAGE_API_KEYS" }),
            _ => json!({ "type": "PERSONAL" }),
        }
    }

    /// A new key of that kind: personal keys are made by their user, the others by the admin.
    async fn new_key(&self, kind: &str) -> String {
        let maker = match kind {
            "team-admin" => self.team_admin.clone(),
            "member" => self.member.clone(),
            _ => self.api.own_key(),
        };
        let made = self.api.post_as(&maker, "/v1/api_keys", &self.request(kind)).await.ok();
        made["api_key"].as_str().expect("a key").to_owned()
    }

    async fn listed(&self, caller: &str, target: &str) -> char {
        let answer = self.api.get_as(caller, "/v1/api_keys").await;
        if answer.status != 200 {
            return digit(answer.status.as_u16());
        }
        let keys = answer.body["keys"].as_array().expect("a list");
        let is_listed = keys.iter().any(|key| key["prefix"] == json!(prefix(target)));
        if is_listed { '.' } else { '-' }
    }

    async fn status(&self, caller: &str, method: Method, path: &str, body: Option<&Value>) -> char {
        digit(self.api.send(caller, method, path, body).await.status.as_u16())
    }
}

fn digit(status: u16) -> char {
    match status {
        200 => '.',
        403 => '3',
        404 => '4',
        _ => '?',
    }
}

#[tokio::test]
async fn each_caller_lists_revokes_renames_and_makes_what_the_contract_says() {
    let world = World::new().await;
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut wrong = Vec::new();
    for row in rows {
        let words: Vec<&str> = row.split_whitespace().collect();
        let mut found = [String::new(), String::new(), String::new(), String::new()];
        for target in TARGETS {
            // Both are new each time: some of these requests are the end of a key.
            let caller = world.new_key(words[0]).await;
            let target = if target == "itself" { caller.clone() } else { world.new_key(target).await };
            let path = format!("/v1/api_keys/{}", prefix(&target));
            let name = json!({ "name": prefix(&target).to_ascii_lowercase() });
            found[0].push(world.listed(&caller, &target).await);
            found[2].push(world.status(&caller, Method::PATCH, &path, Some(&name)).await);
            found[1].push(world.status(&caller, Method::DELETE, &path, None).await);
        }
        let caller = world.new_key(words[0]).await;
        for kind in MADE {
            let request = world.request(kind);
            found[3].push(world.status(&caller, Method::POST, "/v1/api_keys", Some(&request)).await);
        }
        if words[1..] != found {
            wrong.push(format!("{}: {:?} expected, {found:?}", words[0], &words[1..]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_admins_list_tells_whose_each_personal_key_is() {
    let world = World::new().await;
    let list = world.api.get("/v1/api_keys?type=PERSONAL").await.ok();
    let owners: Vec<&Value> =
        list["keys"].as_array().expect("a list").iter().map(|key| &key["owner"]["email"]).collect();
    assert_eq!(owners, [&json!("you@localhost"), &json!("ana@localhost"), &json!("ben@localhost")]);
    let mine = world.api.get("/v1/api_keys?created_by_me=true").await.ok();
    assert_eq!(mine["keys"].as_array().map(Vec::len), Some(1), "{mine}");
}

#[tokio::test]
async fn a_refusal_names_the_role_that_is_needed() {
    let world = World::new().await;
    let member = world.api.post_as(&world.member, "/v1/api_keys", &world.request("full-access")).await.refused(403);
    assert!(member.starts_with("this needs an admin of the team") && member.ends_with("role is member"), "{member}");
    let path = "/v1/api_keys";
    let team_admin = world.api.post_as(&world.team_admin, path, &world.request("manage-keys")).await.refused(403);
    assert!(team_admin.starts_with("this needs an admin of the organization"), "{team_admin}");
}
