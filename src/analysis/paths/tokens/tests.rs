use super::super::tests::{FIRST, over, small};
use super::*;
use crate::sim::{NeuronId, Ticks};
use std::collections::{BTreeMap, BTreeSet};

/// Tokens of the small network: four hidden neurons in 32 + 16 + 8 bins, six hidden edges in each of four windows, steps
/// and five edges from inputs.
const STARTS: [u32; 8] = [0, 224, 230, 236, 242, 248, 4344, 4349];

fn numbers(tokenizer: &mut Tokenizer, families: &str, path: &[PathSpike]) -> BTreeSet<u32> {
    let families: Families = families.parse().unwrap();
    let tokens = tokenizer.count(path);
    tokenizer.row(&tokens, &families).map(|(token, _)| token).collect()
}

#[test]
fn blocks_follow_each_other_and_are_as_long_as_what_they_count() {
    let tokenizer = Tokenizer::new(&small());
    assert_eq!(tokenizer.dim(), 4349);
    let blocks: Vec<Range<u32>> = tokenizer.blocks.iter().map(|b| b.tokens.clone()).collect();
    let expected: Vec<Range<u32>> = STARTS.windows(2).map(|ends| ends[0]..ends[1]).collect();
    assert_eq!(blocks, expected);
}

/// The nth hidden neuron has tokens from 56 n on, those of sums of two bins from 32 and of four from 48 after that.
#[test]
fn the_tokens_of_a_path_are_those_counted_by_hand() {
    let network = small();
    let path = [
        FIRST,
        over(&network, 12, 0, 0),
        over(&network, 95, 6, 1),
        over(&network, 97, 6, 1),
        over(&network, 319, 9, 2),
        over(&network, 320, 10, 4),
        over(&network, 2500, 4, 0),
        over(&network, 3000, 5, 5),
    ];
    let hidden = path[1..].iter().map(|spike| spike.neuron.0);
    assert!(hidden.eq([3, 5, 5, 6, 3, 6, 4]));
    let neurons: Vec<(u32, u32)> = [
        [(1, 1), (32, 1), (48, 1)],
        [(121, 2), (148, 2), (162, 2)],
        [(199, 1), (215, 1), (223, 1)],
    ]
    .concat();
    let counted: [&[(u32, u32)]; 7] = [
        &neurons,
        &[(225, 2)],
        &[(234, 1)],
        &[(241, 1)],
        &[(242, 1)],
        // Edges 6 and 9 in a row; one tick later 9 and 10 are no longer counted.
        &[(248 + 3977, 1)],
        &[(4344, 1), (4348, 1)],
    ];
    let mut expected = Tokens::default();
    for block in counted {
        let all: u32 = block.iter().map(|(_, count)| count).sum();
        let share = |count: u32| (count as f32).sqrt() / (all as f32).sqrt();
        expected.entries.extend(block.iter().map(|&(token, count)| (token, share(count))));
        expected.ends.push(expected.entries.len());
    }
    let tokens = Tokenizer::new(&network).count(&path);
    assert_eq!((tokens.entries, tokens.ends), (expected.entries, expected.ends));
}

#[test]
fn a_neuron_has_a_number_of_its_own_in_each_bin_of_each_size() {
    let mut tokenizer = Tokenizer::new(&small());
    let mut seen: BTreeMap<u32, (u32, u32, u32)> = BTreeMap::new();
    for neuron in 3..7 {
        for at in 0..330 {
            let spike = PathSpike { at: Ticks(at), neuron: NeuronId(neuron), won: None };
            let found = numbers(&mut tokenizer, "N", &[spike]);
            assert_eq!(found.len(), if at < 320 { 3 } else { 0 }, "neuron {neuron} at {at}");
            for (token, width) in found.into_iter().zip([10, 20, 40]) {
                let what = (neuron, width, at / width);
                assert_eq!(*seen.entry(token).or_insert(what), what, "token {token}");
            }
        }
    }
    assert!(seen.into_keys().eq(0..224));
}

#[test]
fn no_two_kinds_of_token_share_a_number() {
    let network = small();
    let mut tokenizer = Tokenizer::new(&network);
    let mut kinds: [BTreeSet<u32>; 3] = Default::default();
    for edge in 0..11 {
        for at in [0, 99, 100, 319, 320, 1999, 2000, 1_000_000] {
            let path = [FIRST, over(&network, at, edge, 0)];
            kinds[0].extend(numbers(&mut tokenizer, "E", &path));
            kinds[2].extend(numbers(&mut tokenizer, "I", &path));
        }
        for next in 5..11 {
            let path = [FIRST, over(&network, 10, edge, 0), over(&network, 20, next, 1)];
            let steps = numbers(&mut tokenizer, "P", &path);
            assert_eq!(steps.len(), usize::from(edge >= 5), "edges {edge} and {next} in a row");
            kinds[1].extend(steps);
        }
    }
    let [edges, steps, inputs] = kinds;
    assert!(edges.into_iter().eq(224..248));
    assert!(steps.len() == 36 && steps.into_iter().all(|token| (248..4344).contains(&token)));
    assert!(inputs.into_iter().eq(4344..4349));
}

/// Numbers of SplitMix64: of edge 5 before 10, 10 before 5, and 7 twice.
#[test]
fn two_edges_in_a_row_are_told_from_the_same_two_the_other_way_round() {
    let network = small();
    let mut tokenizer = Tokenizer::new(&network);
    for (before, edge, expected) in [(5, 10, 3532), (10, 5, 597), (7, 7, 3297)] {
        let path = [FIRST, over(&network, 10, before, 0), over(&network, 319, edge, 1)];
        let found = numbers(&mut tokenizer, "P", &path);
        assert!(found.into_iter().eq([248 + expected]), "{before} and {edge}");
    }
}

/// Numbers of SplitMix64, each of the one before and the next token with the bits of its share below it.
#[test]
fn a_hash_is_of_all_tokens_their_shares_and_their_order() {
    let hash = |entries: &[(u32, f32)]| Tokens { entries: entries.to_vec(), ends: vec![] }.hash();
    assert_eq!(hash(&[]), 0);
    assert_eq!(hash(&[(1, 0.5)]), 0xA359_5771_07E6_0977);
    assert_eq!(hash(&[(1, 0.5), (7, 0.25)]), 0xF3F1_86C7_CFEC_78FC);
    let others: [&[(u32, f32)]; 6] = [
        &[(1, 0.5), (7, 0.25)],
        &[(7, 0.25), (1, 0.5)],
        &[(1, 0.25), (7, 0.5)],
        &[(2, 0.5), (7, 0.25)],
        &[(1, 0.5), (7, 0.5)],
        &[(7, 0.25)],
    ];
    assert_eq!(others.map(hash).into_iter().collect::<BTreeSet<u64>>().len(), 6);
}

#[test]
fn families_are_kept_as_their_letters() {
    let families: Families = "p+e+n".parse().unwrap();
    let text = serde_json::to_string(&families).unwrap();
    assert_eq!(text, "\"N+E+P\"");
    assert_eq!(serde_json::from_str::<Families>(&text).unwrap(), families);
}
