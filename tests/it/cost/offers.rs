//! AWS's public price files as they are: tiers, single units, irregular usage types; broken ones keep the old table.

use std::fmt::Write as _;
use std::io::{self, Read};

use pretty_assertions::assert_eq;
use rust_decimal::dec;
use tidegate::domain::price::Item;
use tidegate::edge::prices::reader::{Found, ReadError, read};

/// A product of a price file: SKU, attributes, and prices as (begin, US dollars).
pub(crate) type Product<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [(&'a str, &'a str)]);

/// A price file in the shape of AWS's.
pub(crate) fn file(offer: &str, region: &str, products: &[Product<'_>]) -> String {
    let (mut listed, mut terms) = (String::new(), String::new());
    for (sku, attributes, tiers) in products {
        let attributes = attributes.iter().fold(String::new(), |mut text, (name, value)| {
            let _ = write!(text, r#""{name}":"{value}","#);
            text
        });
        let _ = write!(listed, r#""{sku}":{{"sku":"{sku}","productFamily":"x","attributes":{{{attributes}"regionCode":"{region}"}}}},"#);
        let tiers: Vec<String> = tiers
            .iter()
            .enumerate()
            .map(|(at, (begin, usd))| {
                format!(
                    r#""{sku}.JRTCKXETXF.{at}":{{"rateCode":"{sku}.{at}","unit":"x","beginRange":"{begin}","endRange":"Inf","appliesTo":[],"pricePerUnit":{{"USD":"{usd}"}}}}"#
                )
            })
            .collect();
        let _ = write!(
            terms,
            r#""{sku}":{{"{sku}.JRTCKXETXF":{{"offerTermCode":"JRTCKXETXF","sku":"{sku}","effectiveDate":"2026-11-01T00:00:00Z","priceDimensions":{{{}}},"termAttributes":{{}}}}}},"#,
            tiers.join(",")
        );
    }
    let (listed, terms) = (listed.trim_end_matches(','), terms.trim_end_matches(','));
    format!(
        r#"{{"formatVersion":"v1.0","disclaimer":"…","offerCode":"{offer}","version":"20261110","publicationDate":"2026-11-10T19:02:11Z","products":{{{listed}}},"terms":{{"OnDemand":{{{terms}}},"Reserved":{{"x":{{"y":[1,2,{{}}]}}}}}},"attributesList":{{}}}}"#
    )
}

/// Kinesis of a Region whose usage types have a prefix, with numbers of ten digits and more for single units.
pub(crate) const KINESIS: &[Product<'static>] = &[
    (
        "SHARD",
        &[("group", "Provisioned shard hour"), ("operation", "shardHourStorage"), ("usagetype", "EU-Storage-ShardHour")],
        &[("0", "0.0170000000")],
    ),
    (
        "ADDON",
        &[("group", "Addon shard hour"), ("operation", "shardHourStorage"), ("usagetype", "EU-Extended-ShardHour")],
        &[("0", "0.0230000000")],
    ),
    (
        "PUT",
        &[("group", "Payload Units"), ("operation", "PutRequest"), ("usagetype", "EU-PutRequestPayloadUnits")],
        &[("0", "0.0000000165")],
    ),
    (
        "ODIN",
        &[("group", "OnDemand"), ("operation", "OnDemandDataIngested"), ("usagetype", "EU-OnDemand-BilledIncomingBytes")],
        &[("0", "0.09")],
    ),
    (
        "ADV",
        &[("group", "OnDemand Advantage"), ("operation", ""), ("kinesisAdvantageOperation", "AdvantageDataIngested")],
        &[("0", "3.2e-2")],
    ),
    ("NEW", &[("group", "Something of next year"), ("operation", "shardHourStorage")], &[("0", "9")]),
];

fn from(text: &str, region: &str) -> Result<Found, ReadError> {
    read(text.as_bytes(), region, &mut |_| {})
}

#[test]
fn products_are_matched_by_group_and_operation_and_priced_by_our_units() {
    let found = from(&file("AmazonKinesis", "eu-west-1", KINESIS), "eu-west-1").unwrap();
    assert_eq!(found.published, Some("2026-11-10".parse().unwrap()));
    let prices: Vec<_> = found.prices.into_iter().collect();
    assert_eq!(
        prices,
        [
            (Item::ShardHour, dec!(0.017)),
            (Item::PutPayloadUnit, dec!(0.0165)),
            (Item::ExtendedRetention, dec!(0.023)),
            (Item::OnDemandIn, dec!(0.09)),
            (Item::AdvantageIn, dec!(0.032)),
        ]
    );
}

#[test]
fn tiers_and_free_parts_are_told_apart() {
    let firehose: &[Product<'_>] = &[(
        "IN",
        &[("group", "Event-by-Event Processing"), ("usagetype", "EU-BilledBytes")],
        &[("2048000", "0.0220000000"), ("0", "0.0310000000"), ("512000", "0.0270000000")],
    )];
    let found = from(&file("AmazonKinesisFirehose", "eu-west-1", firehose), "eu-west-1").unwrap();
    let tiers = [Item::FirehoseIn, Item::FirehoseInOver500Tb, Item::FirehoseInOver2Pb].map(|item| found.prices[&item]);
    assert_eq!(tiers, [dec!(0.031), dec!(0.027), dec!(0.022)]);
    // The first 25 GB of a table are free: what is paid is the price.
    let table: &[Product<'_>] = &[
        (
            "STORE",
            &[("volumeType", "Amazon DynamoDB - Indexed DataStore"), ("usagetype", "EU-TimedStorage-ByteHrs")],
            &[("0", "0.0"), ("25", "0.283")],
        ),
        ("IA", &[("volumeType", "Amazon DynamoDB - Indexed DataStore - IA")], &[("0", "0.1")]),
        ("WRITE", &[("group", "DDB-WriteUnits"), ("operation", "PayPerRequestThroughput")], &[("0", "0.000000705")]),
    ];
    let found = from(&file("AmazonDynamoDB", "eu-west-1", table), "eu-west-1").unwrap();
    assert_eq!((found.prices[&Item::TableStorage], found.prices[&Item::TableWrite]), (dec!(0.283), dec!(0.705)));
}

#[test]
fn endings_that_collide_are_not_confused() {
    let s3: &[Product<'_>] = &[
        ("STD", &[("usagetype", "APN1-TimedStorage-ByteHrs")], &[("0", "0.025"), ("51200", "0.024")]),
        ("SIA", &[("usagetype", "APN1-TimedStorage-SIA-ByteHrs")], &[("0", "0.0138")]),
        ("PUT", &[("usagetype", "APN1-Requests-Tier1")], &[("0", "0.0000047")]),
        ("GIRPUT", &[("usagetype", "APN1-Requests-GIR-Tier1")], &[("0", "0.00002")]),
        ("NONE", &[("usagetype", "S3-Annotation-Requests-Tier1")], &[("0", "7")]),
    ];
    let found = from(&file("AmazonS3", "ap-northeast-1", s3), "ap-northeast-1").unwrap();
    assert_eq!((found.prices[&Item::S3Standard], found.prices[&Item::S3Put]), (dec!(0.025), dec!(0.0047)));
    assert_eq!(found.prices.len(), 2);
}

#[test]
fn a_file_that_cannot_be_used_is_told_in_one_clause() {
    let whole = file("AmazonKinesis", "eu-west-1", KINESIS);
    let cases = [
        (whole[..whole.len() / 2].to_owned(), format!("it ends in the middle, at byte {}: it was cut off, so fetch it again", whole.len() / 2)),
        (String::new(), "it ends in the middle, at byte 0: it was cut off, so fetch it again".to_owned()),
        ("<html>403</html>".to_owned(), "it is not JSON at line 1, column 1".to_owned()),
        (whole.clone() + "}", format!("it is not JSON at line 1, column {}", whole.chars().map(char::len_utf8).sum::<usize>() + 1)),
        ("{}".to_owned(), "it is not one of AWS's price files: offerCode, products or terms are missing".to_owned()),
        ("[1]".to_owned(), "it is not one of AWS's price files: invalid type: sequence, expected a price file".to_owned()),
        (
            whole.replace("AmazonKinesis", "AmazonEC2"),
            "it has the prices of AmazonEC2, which are not used here; used are AmazonKinesis, AmazonKinesisFirehose, AmazonS3, AmazonAthena, AmazonDynamoDB, AWSLambda, AmazonCloudWatch".to_owned(),
        ),
        (whole.replace("eu-west-1", "eu-central-1"), "it has prices of eu-central-1, not of eu-west-1".to_owned()),
        (whole.replace("0.0170000000", "seventeen"), "it is not one of AWS's price files: \"seventeen\" is not a number".to_owned()),
        (whole.replace("USD", "CNY"), "it is not one of AWS's price files: a price is not in US dollars".to_owned()),
        (
            file("AmazonKinesis", "eu-west-1", &KINESIS[5..]),
            "none of its 1 products of this Region is one that is known here: AWS may have renamed them".to_owned(),
        ),
    ];
    let found: Vec<String> = cases.iter().map(|(text, _)| from(text, "eu-west-1").unwrap_err().to_string()).collect();
    let wanted: Vec<String> = cases.into_iter().map(|(_, wanted)| wanted).collect();
    assert_eq!(found, wanted);
}

#[test]
fn wherever_a_file_is_cut_it_is_refused_and_never_half_used() {
    let whole = file("AmazonKinesis", "eu-west-1", KINESIS);
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(matches!(from(&whole[..end], "eu-west-1"), Err(ReadError::CutOff(at)) if at == end as u64), "cut at {end}");
    }
}

/// A whole price file of any size, made while it is read: products of no interest between those that are ours.
pub(crate) struct Generated {
    parts: Box<dyn Iterator<Item = String> + Send>,
    left: Vec<u8>,
}

impl Generated {
    /// About so many bytes.
    pub(crate) fn of(bytes: u64, region: &'static str) -> Self {
        let whole = file("AmazonKinesis", region, KINESIS);
        let (head, rest) = whole.split_once(r#""products":{"#).map(|(head, rest)| (head.to_owned(), rest.to_owned())).unwrap();
        let (products, rest) =
            rest.split_once(r#""terms":{"OnDemand":{"#).map(|(products, rest)| (products.to_owned(), rest.to_owned())).unwrap();
        // Each filler is about 500 bytes as a product, and as much again as a term.
        let count = bytes / 1000;
        let product = |at: u64| {
            format!(
                r#""F{at:012}":{{"sku":"F{at:012}","productFamily":"Filler","attributes":{{"servicecode":"AmazonKinesis","group":"Filler {at}","operation":"Op{at}","usagetype":"EU-Filler-{at}","regionCode":"eu-west-1","description":"{}"}}}},"#,
                "x".repeat(280)
            )
        };
        let term = |at: u64| {
            format!(
                r#""F{at:012}":{{"F{at:012}.JRTC":{{"priceDimensions":{{"F{at:012}.JRTC.6YS6":{{"unit":"x","beginRange":"0","endRange":"Inf","description":"{}","pricePerUnit":{{"USD":"1.0000000000"}}}}}}}}}},"#,
                "y".repeat(310)
            )
        };
        let parts = std::iter::once(format!(r#"{head}"products":{{"#))
            .chain((0..count).map(product))
            .chain(std::iter::once(format!(r#"{products}"terms":{{"OnDemand":{{"#)))
            .chain((0..count).map(term))
            .chain(std::iter::once(rest));
        Self { parts: Box::new(parts), left: Vec::new() }
    }
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left.len() < buffer.len() {
            let Some(part) = self.parts.next() else { break };
            self.left.extend_from_slice(part.as_bytes());
        }
        let count = self.left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.left[..count]);
        self.left.drain(..count);
        Ok(count)
    }
}

#[test]
fn what_the_generator_makes_is_a_price_file() {
    let mut text = String::new();
    Generated::of(300_000, "eu-west-1").read_to_string(&mut text).unwrap();
    assert!(
        250_000 < text.len() && serde_json::from_str::<serde_json::Value>(&text).unwrap()["products"].as_object().unwrap().len() == 306
    );
    let found = from(&text, "eu-west-1").unwrap();
    assert_eq!((found.prices.len(), found.prices[&Item::ShardHour]), (5, dec!(0.017)));
}

#[test]
fn progress_is_told_while_a_large_file_is_read() {
    let mut told = Vec::new();
    let found = read(Generated::of(36_000_000, "eu-west-1"), "eu-west-1", &mut |bytes| told.push(bytes)).unwrap();
    assert_eq!(found.prices[&Item::ShardHour], dec!(0.017));
    assert!(told.len() == 2 && told.windows(2).all(|pair| pair[0] < pair[1]), "{told:?}");
}
