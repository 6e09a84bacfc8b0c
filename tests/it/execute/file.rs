//! The flag file: two values change, every other byte and the permissions stay.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;
use tidegate::domain::action::Action;
use tidegate::domain::call::Call;
use tidegate::domain::outcome::Outcome;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::Until;

use super::bed::{Bed, bed};

const TOML: &str = "# our flags\n[flags]\nkinesis = true # on since May\nshare = \"10\"\n\n[other]\nkinesis=1\n";
const JSON: &str =
    "{\n  \"flags\" : {\"x\":\"kinesis\\\"\",\"kinesis\":true,\t\"share\": 10.0 , \"list\":[{\"kinesis\":1}]},\r\n \"kinesis\": 7}";

/// Writes both keys of a file and says how it ended.
async fn written(bed: &mut Bed, name: &str, text: &str) -> (String, Outcome) {
    let path = bed.home.path().join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let (enabled, percentage, told) = ("flags.kinesis".to_owned(), "flags.share".to_owned(), path.display().to_string());
    bed.pipeline.flag = Some(FlagStore::File { path: told.clone(), enabled: enabled.clone(), percentage: percentage.clone() });
    let set = BTreeMap::from([(enabled, "false".to_owned()), (percentage, "0".to_owned())]);
    let approved = bed.approved(&Action::Rollback, vec![(Call::WriteFile { path: told, set }, 0, Until::Answered)]).await;
    let outcome = bed.run(&approved).await;
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    (fs::read_to_string(&path).unwrap(), outcome)
}

#[tokio::test(start_paused = true)]
async fn only_the_two_values_change() {
    let mut bed = bed();
    let (after, outcome) = written(&mut bed, "flags.toml", TOML).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    assert_eq!(after, TOML.replace("kinesis = true #", "kinesis = false #").replace("\"10\"", "\"0\""));
    let (after, outcome) = written(&mut bed, "flags.json", JSON).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    assert_eq!(after, JSON.replace("\"kinesis\":true", "\"kinesis\":false").replace("10.0", "0"));
    let names: Vec<String> =
        fs::read_dir(bed.home.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| name.contains("flags")).count(), 2, "{names:?}");
}

#[tokio::test(start_paused = true)]
async fn a_link_stays_a_link() {
    let mut bed = bed();
    let real = bed.home.path().join("real.toml");
    fs::write(&real, TOML).unwrap();
    std::os::unix::fs::symlink(&real, bed.home.path().join("flags.toml")).unwrap();
    let (_, outcome) = written(&mut bed, "flags.toml", TOML).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    assert!(fs::symlink_metadata(bed.home.path().join("flags.toml")).unwrap().is_symlink());
    assert!(fs::read_to_string(real).unwrap().contains("kinesis = false"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_changed_stays_as_it_is() {
    for (name, text) in [("flags.toml", "[flags]\nkinesis = true\n"), ("flags.json", "{\"flags\": {\"kinesis\": tru"), ("flags.toml", "")] {
        let mut bed = bed();
        let (after, outcome) = written(&mut bed, name, text).await;
        assert_eq!(after, text);
        assert!(matches!(&outcome, Outcome::Failed { why, .. } if why.contains(name)), "{outcome:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn every_other_member_of_a_json_file_stays(before in members(), after in members()) {
        let text = format!("{{{before}\"flags\": {{{before}\"kinesis\" :true , {after}\"share\":\t3}}{}}}", trailing(&after));
        let (written, outcome) = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
            written(&mut bed(), "flags.json", &text).await
        });
        prop_assert!(outcome.is_applied(), "{:?}", outcome);
        prop_assert_eq!(written, text.replace("\"kinesis\" :true", "\"kinesis\" :false").replace("\"share\":\t3", "\"share\":\t0"));
    }
}

/// Members with names that are not the flag's, each with a comma behind.
fn members() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("[1, {\"kinesis\": 2}]".to_owned()),
        any::<String>().prop_map(|text| serde_json::json!(text).to_string())
    ];
    prop::collection::vec((any::<String>(), value), 0..3).prop_map(|members| {
        let member = |(name, value): (String, String)| format!("{}: {value},\n", serde_json::json!(format!("_{name}")));
        members.into_iter().map(member).collect()
    })
}

fn trailing(members: &str) -> String {
    let cut = members.trim_end().trim_end_matches(',');
    if cut.is_empty() { String::new() } else { format!(", {cut}") }
}
