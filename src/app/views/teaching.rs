//! Teach: how far what was told reaches, the next question, the wave, and the names that something can be given.

use super::Model;
use crate::app::command::TeachTarget;
use crate::app::overlays::Dialog;
use crate::app::teaching::Teaching;
use crate::data::ClassNames;
use crate::experiments::words::{count, number, thousands};
use crate::runtime::only_class;

/// The buttons in the heading of the cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct TeachButtonsView {
    /// What the button for the list of what was told says; none where nothing was.
    pub told: Option<String>,
    /// That list is open.
    pub is_list_open: bool,
    /// Labels are put away already.
    pub is_on: bool,
}

/// What is said and asked while labels are put away.
#[derive(Clone, Debug, PartialEq)]
pub struct TeachingView {
    /// How it stands.
    pub standing: StandingView,
    /// The button for the next question.
    pub ask: AskView,
    /// What was told last can be taken back.
    pub can_take_back: bool,
    /// There are labels that can be shown again.
    pub has_labels: bool,
    /// The names on their way; none where they have none to go.
    pub wave: Option<WaveView>,
}

/// How far what was told reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingView {
    /// In words.
    pub words: String,
    /// It is not known yet.
    pub is_waiting: bool,
    /// What the number in the words is, where there is one.
    pub tip: Option<&'static str>,
}

/// The button for the next question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AskView {
    /// What it says.
    pub text: &'static str,
    /// What it does.
    pub tip: &'static str,
    /// There is a question, or will be.
    pub is_enabled: bool,
}

/// The names on their way through the cloud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaveView {
    /// How far they have come, edges.
    pub step: usize,
    /// How far they come, edges.
    pub last: usize,
    /// They go on by themselves.
    pub flows: bool,
    /// Edges that they pass in a second.
    pub speed: f32,
}

/// Names for what is spoken of.
#[derive(Clone, Debug, PartialEq)]
pub struct NamesView {
    /// What they go on from.
    pub heading: &'static str,
    /// By class.
    pub names: Vec<NameView>,
}

/// One name.
#[derive(Clone, Debug, PartialEq)]
pub struct NameView {
    /// The class that is called so, which gives its colour.
    pub class: u8,
    /// The name.
    pub name: String,
    /// What a click on it says.
    pub tip: String,
}

/// What can be said of the image on the pad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItIsView {
    /// What was told last can be taken back.
    pub can_take_back: bool,
}

impl TeachButtonsView {
    /// Reads it; none where there is no cloud.
    pub fn gather(model: &Model) -> Option<TeachButtonsView> {
        model.references.cloud.as_ref()?;
        let teaching = &*model.teaching;
        let has_told = !teaching.told().is_empty();
        Some(TeachButtonsView {
            told: has_told.then(|| format!("Told {} …", teaching.named())),
            is_list_open: model.overlays.is_open(Dialog::Told),
            is_on: teaching.is_on(),
        })
    }
}

impl TeachingView {
    /// Reads it; none where labels are not put away.
    pub fn gather(model: &Model) -> Option<TeachingView> {
        let teaching = &*model.teaching;
        let references = &*model.references;
        let cloud = references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
        let noun = model.digits.noun();
        teaching.is_on().then(|| TeachingView {
            standing: StandingView::of(teaching, cloud, references.grows(), noun),
            ask: AskView::of(teaching, model.selection.point),
            can_take_back: model.can_take_back(),
            has_labels: teaching.has_labels(),
            wave: WaveView::of(teaching, model.settings.wave_speed),
        })
    }
}

impl StandingView {
    /// In a cloud of so many points, to which more are to come where it `grows`; `noun` is what their images are called.
    fn of(teaching: &Teaching, cloud: usize, grows: bool, noun: &str) -> StandingView {
        let waiting = |words: String| StandingView { words, is_waiting: true, tip: None };
        let plain = |words: String| StandingView { words, is_waiting: false, tip: None };
        let told = teaching.named();
        if let Some((done, target)) = teaching.bringing() {
            return waiting(format!("Looking at your pictures: {done} of {target} …"));
        }
        let Some(reach) = teaching.reach() else {
            let words = match grows {
                true => "Looking for neighbours among those that have come …",
                false => "Looking for neighbours …",
            };
            return waiting(words.to_owned());
        };
        if told == 0 {
            let words =
                "Nobody has told me anything yet: click a point and say what it is, or let me ask.";
            return plain(words.to_owned());
        }
        if let Some(class) = only_class(teaching.told()) {
            let name = teaching.names().of(class);
            return plain(format!(
                "Told {told}: nothing but {name}, so everything is taken for it. Name others, too."
            ));
        }
        let untold = reach.labels.iter().filter(|label| label.is_none()).count();
        let own = match reach.own.len() {
            0 => String::new(),
            own => format!(" {} of your own.", count(own, "picture")),
        };
        let dark = match untold {
            0 => String::new(),
            _ => format!(" Nobody told me about {}.", count(untold, "other")),
        };
        let passed = match teaching.passed() {
            0 => String::new(),
            passed => format!(" {} passed over.", count(passed, "question")),
        };
        let later = match cloud.saturating_sub(reach.labels.len()) {
            0 => String::new(),
            later => format!(" {} came later and are not reached yet.", count(later, noun)),
        };
        let (right, judged) = reach.right;
        if judged == 0 {
            // Nobody said what the images show: what is right is not known.
            let named = count(reach.labels.iter().flatten().count(), "image");
            return plain(format!("Told {told}: {named} named by that.{dark}{own}{passed}{later}"));
        }
        let percent = number(100.0 * right as f32 / judged as f32, 1);
        let judged = thousands(judged);
        StandingView {
            words: format!(
                "Told {told}: {percent} % of the other {judged} are right.{dark}{own}{passed}{later}"
            ),
            is_waiting: false,
            tip: Some(
                "How many of the references that nobody named are taken for what they are. The labels that were put away \
                 are looked at for this number alone; what spreads knows nothing of them.",
            ),
        }
    }
}

impl AskView {
    /// Where that point is selected.
    fn of(teaching: &Teaching, selected: Option<usize>) -> AskView {
        let question = teaching.question();
        let asks = question.is_some() && question == selected;
        AskView {
            text: if asks { "Another one" } else { "Ask me" },
            tip: match asks {
                true => {
                    "You cannot tell what this is: it is passed over, and the next best one is asked about. (N)"
                }
                false => {
                    "Select the image whose name would reach most of what no name reaches yet, then press its digit or \
                     choose its name. It looks at no label. (N)"
                }
            },
            is_enabled: question.is_some() || teaching.is_behind(),
        }
    }
}

impl WaveView {
    fn of(teaching: &Teaching, speed: f32) -> Option<WaveView> {
        let last = teaching.last_step();
        let step = (teaching.front().floor() as usize).min(last);
        (last > 0).then(|| WaveView { step, last, flows: teaching.flows(), speed })
    }

    /// That they have come so far, of how far they come.
    pub fn words(&self, step: usize) -> String {
        format!("{step} of {}", count(self.last, "step"))
    }
}

impl NamesView {
    /// Reads it.
    pub fn gather(model: &Model, whom: TeachTarget) -> NamesView {
        NamesView::of(model.teaching.names(), whom)
    }

    fn of(names: &ClassNames, whom: TeachTarget) -> NamesView {
        let name = |(class, name): (u8, &String)| {
            let key = match (whom, class) {
                (TeachTarget::Point, 0..10) => format!(" (key {class})"),
                _ => String::new(),
            };
            let tip = format!("Say that it is {}{key}", names.with_article(class));
            NameView { class, name: name.clone(), tip }
        };
        NamesView {
            heading: match whom {
                TeachTarget::Point => "It is a … (or press its digit)",
                TeachTarget::Pad => "It is a …",
            },
            names: (0..).zip(names.all()).map(name).collect(),
        }
    }
}

impl ItIsView {
    /// Reads it; none where nothing can be said of what is on the pad.
    pub fn gather(model: &Model) -> Option<ItIsView> {
        let can_be_told = !model.session.is_blank() && model.session.has_cloud();
        can_be_told.then(|| ItIsView { can_take_back: model.can_take_back() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Label;
    use crate::runtime::{OwnPoint, Reach, Subject};

    /// Labels put away, and these told of references; of six points, that has reached all but the last.
    fn taught(told: &[(u32, u8)], right: (usize, usize)) -> Teaching {
        let mut teaching = Teaching::default();
        teaching.put_away(true);
        for &(image, class) in told {
            teaching.tell(vec![Subject::Reference(image)], Some(class));
        }
        let (lesson, _) = teaching.to_send().unwrap();
        let label = |arrived| Label { class: 4, confidence: 0.5, origin: 0, arrived };
        let is_taken = teaching.take(Reach {
            lesson,
            labels: (0..6).map(|point| (point < 5).then(|| label(point))).collect(),
            came_from: vec![0; 6],
            dark_islands: 0,
            right,
            question: Some(2),
            own: vec![OwnPoint { id: 1, places: Vec::new(), label: None }],
        });
        assert!(is_taken);
        teaching
    }

    #[test]
    fn what_was_told_and_how_far_it_reaches_is_said() {
        let said = |teaching: &Teaching, grows| StandingView::of(teaching, 8, grows, "digit");
        let mut teaching = Teaching::default();
        teaching.put_away(true);
        for (grows, among) in [(true, " among those that have come"), (false, "")] {
            let view = said(&teaching, grows);
            assert!(view.is_waiting);
            assert_eq!(view.words, format!("Looking for neighbours{among} …"));
        }
        teaching.bring(3, 9);
        assert_eq!(said(&teaching, false).words, "Looking at your pictures: 3 of 9 …");
        let nothing = said(&taught(&[], (0, 6)), false);
        assert!(
            nothing.words.starts_with("Nobody has told me anything yet") && !nothing.is_waiting
        );
        assert_eq!(
            said(&taught(&[(3, 4), (5, 4)], (0, 4)), false).words,
            "Told 2: nothing but 4, so everything is taken for it. Name others, too."
        );
        let mut teaching = taught(&[(3, 4), (5, 6)], (3, 4));
        let rest = " Nobody told me about 1 other. 1 picture of your own.";
        let later = " 2 digits came later and are not reached yet.";
        let view = said(&teaching, false);
        assert_eq!(view.words, format!("Told 2: 75.0 % of the other 4 are right.{rest}{later}"));
        assert!(view.tip.is_some());
        teaching.tell(vec![Subject::Reference(8)], None);
        let passed = said(&teaching, false).words;
        assert!(passed.contains(" 1 question passed over."), "{passed}");
        let unknown = said(&taught(&[(3, 4), (5, 6)], (0, 0)), false);
        assert_eq!(unknown.words, format!("Told 2: 5 images named by that.{rest}{later}"));
        assert_eq!(unknown.tip, None);
    }

    #[test]
    fn the_next_question_can_be_asked_or_passed_over() {
        let mut teaching = taught(&[(3, 4)], (3, 4));
        let of = |teaching: &Teaching, selected| {
            let ask = AskView::of(teaching, selected);
            (ask.text, ask.is_enabled)
        };
        assert_eq!(of(&teaching, None), ("Ask me", true));
        assert_eq!(of(&teaching, Some(1)), ("Ask me", true));
        assert_eq!(of(&teaching, Some(2)), ("Another one", true));
        teaching.tell(vec![Subject::Reference(1)], Some(1));
        assert_eq!(of(&teaching, Some(2)), ("Ask me", true), "as soon as it is known");
        assert_eq!(of(&Teaching::default(), None), ("Ask me", false));
    }

    #[test]
    fn a_wave_is_between_its_first_and_its_last_step() {
        assert_eq!(WaveView::of(&Teaching::default(), 6.0), None);
        let mut teaching = taught(&[(3, 4)], (3, 4));
        let wave = WaveView::of(&teaching, 6.0).unwrap();
        assert_eq!(wave, WaveView { step: 0, last: 4, flows: true, speed: 6.0 });
        teaching.advance(0.6, 6.0, false);
        assert_eq!(WaveView::of(&teaching, 6.0).unwrap().step, 3);
        teaching.advance(9.0, 6.0, false);
        let wave = WaveView::of(&teaching, 6.0).unwrap();
        assert_eq!((wave.step, wave.flows, wave.words(3)), (4, false, "3 of 4 steps".to_owned()));
    }

    #[test]
    fn names_say_what_a_click_on_them_says() {
        let mut names = ClassNames::digits();
        let heart = names.found_or_added("heart").unwrap();
        let tips = |whom| {
            let view = NamesView::of(&names, whom);
            [8, heart].map(|class| view.names[usize::from(class)].tip.clone())
        };
        assert_eq!(
            tips(TeachTarget::Point),
            ["Say that it is an 8 (key 8)", "Say that it is heart"]
        );
        assert_eq!(tips(TeachTarget::Pad), ["Say that it is an 8", "Say that it is heart"]);
        let view = NamesView::of(&names, TeachTarget::Pad);
        assert_eq!((view.names.len(), view.names[10].name.as_str()), (11, "heart"));
        assert_eq!(view.names[10].class, heart);
    }
}
