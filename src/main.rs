//! Joins the command line and the window; exit codes live here.
#![deny(clippy::print_stdout, clippy::print_stderr)]

use clap::Parser;
use signalscape::cli::{
    AlreadyReported, Answers, Args, Common, FilmPlan, Graphics, LessonPlan, Plan, ShotPlan, Usage,
    WindowPlan, is_stopped, say, words,
};
use std::io::{BufWriter, ErrorKind, Write};
use std::process::ExitCode;

/// See [`is_stopped`].
const STOPPED: u8 = 75;

fn main() -> ExitCode {
    let Err(error) = run(Args::parse()) else { return ExitCode::SUCCESS };
    // Whoever read the output has had enough of it, as `head` has.
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    if io.is_some_and(|io| io.kind() == ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    if !error.is::<AlreadyReported>() {
        say(format!("error: {}", words(&error)));
    }
    let (wrong, stopped) = (error.is::<Usage>(), is_stopped(&error) || is_signalled(&error));
    ExitCode::from(if wrong {
        2
    } else if stopped {
        STOPPED
    } else {
        1
    })
}

fn run(args: Args) -> anyhow::Result<()> {
    args.start_log()?;
    match Plan::check(args)? {
        Plan::Window(plan) => window(plan),
        Plan::Shot(common, plan) => shot(common, plan),
        Plan::Film(common, plan) => film(common, plan),
        Plan::Lesson(plan) => {
            let mut out = BufWriter::new(Answers(std::io::stdout().lock()));
            let outcome = lesson(plan, &mut out);
            out.flush()?;
            outcome
        }
        Plan::Task(task) => {
            let mut out = BufWriter::new(Answers(std::io::stdout().lock()));
            let outcome = task.run(graphics(), &mut out);
            out.flush()?;
            outcome
        }
    }
}

#[cfg(feature = "app")]
use with_window::{film, graphics, is_signalled, lesson, shot, window};
#[cfg(not(feature = "app"))]
use without_window::{film, graphics, is_signalled, lesson, shot, window};

#[cfg(feature = "app")]
mod with_window {
    use super::{Common, FilmPlan, Graphics, LessonPlan, ShotPlan, Usage, WindowPlan};
    use anyhow::Context;
    use signalscape::app::bookmark::Bookmark;
    use signalscape::app::capture::{self, Shot, Shown};
    use signalscape::app::command::LessonCommand;
    use signalscape::app::film::{self, Film};
    use signalscape::app::language::Language;
    use signalscape::app::lesson::{draft, read, shipped};
    use signalscape::app::look::Look;
    use signalscape::app::origin::Origin;
    use signalscape::app::recording::Recording;
    use signalscape::app::settings::Settings;
    use signalscape::app::{Launch, Signalled, gpu_check};
    use signalscape::cli::{FilmSubject, GraphicsDevice, Line, Presented, ShotView};
    use signalscape::data::{Pixels, write_whole};
    use signalscape::experiments::shelf::Shelf;
    use signalscape::experiments::words::count;
    use std::io::Write;
    use std::path::Path;
    use std::sync::Arc;

    pub fn window(plan: WindowPlan) -> anyhow::Result<()> {
        let settings = Settings::default_path();
        let lesson = plan.lesson.map(|lesson| found("--lesson", &lesson)).transpose()?;
        let launch = Launch {
            open: plan.open,
            report: plan.report,
            presents: plan.presents,
            lesson,
            kiosk: plan.kiosk,
            record: plan.record,
            replay: plan.replay.as_deref().map(Recording::read).transpose()?.map(Arc::new),
            runs: Shelf::default_folder().map(Shelf::open),
            settings,
            ..launch(plan.common)
        };
        signalscape::app::run(launch).map_err(as_usage)
    }

    /// Whether a signal ended the window.
    pub fn is_signalled(error: &anyhow::Error) -> bool {
        error.is::<Signalled>()
    }

    /// A device that is not there is a wrong argument.
    fn as_usage(error: anyhow::Error) -> anyhow::Error {
        match error.downcast::<gpu_check::UnknownDevice>() {
            Ok(unknown) => Usage(unknown.to_string()).into(),
            Err(other) => other,
        }
    }

    /// An image, and where the window says that it is from.
    fn shown_to_the_network(presented: Presented) -> (Pixels, Origin) {
        let origin = match presented.mnist {
            Some((part, index, label)) => Origin::DataSet { part, index, label },
            None => Origin::File(presented.origin_name),
        };
        (presented.image, origin)
    }

    pub fn shot(common: Common, plan: ShotPlan) -> anyhow::Result<()> {
        let ShotPlan { presented, at_ms, out, size, view, .. } = plan;
        let bookmark = plan.bookmark.as_deref().map(Bookmark::read).transpose();
        let bookmark = bookmark.map_err(anyhow::Error::msg)?;
        let camera = plan.camera.map(|camera| Look {
            focus: camera.focus,
            yaw: camera.yaw.to_radians(),
            pitch: camera.pitch.to_radians(),
            radius: camera.distance,
        });
        let (image, origin) = shown_to_the_network(presented);
        let shown = match view {
            ShotView::All => Shown::Everything,
            ShotView::Stage => Shown::Stage,
            ShotView::Network => Shown::Network,
            ShotView::Cloud => Shown::Cloud,
        };
        let (size, scale) = (size.into(), plan.scale);
        let shot = Shot { image, origin, at_ms, size, scale, shown, camera, bookmark, out };
        capture::shot(launch(common), &shot).map_err(as_usage)
    }

    /// A lesson by its name or file.
    fn found(option: &str, lesson: &str) -> anyhow::Result<LessonCommand> {
        if shipped::names().any(|name| name == lesson) {
            return Ok(LessonCommand::Open(lesson.to_owned()));
        }
        let path = Path::new(lesson);
        if path.extension().is_none() && !path.exists() {
            let names: Vec<&str> = shipped::names().collect();
            let message = format!(
                "{option}: expected one of {}, or a file as docs/lessons.md describes it, found {lesson:?}",
                names.join(", ")
            );
            return Err(Usage(message).into());
        }
        read::file(path).map_err(anyhow::Error::msg)?;
        let path = std::path::absolute(path).with_context(|| path.display().to_string())?;
        Ok(LessonCommand::OpenFile(path))
    }

    pub fn lesson(plan: LessonPlan, out: &mut dyn Write) -> anyhow::Result<()> {
        let write = |path: &Path, text: &str| {
            write_whole(path, text.as_bytes())
                .with_context(|| format!("{}: cannot be written", path.display()))
        };
        match plan {
            LessonPlan::List => {
                for lesson in shipped::all() {
                    writeln!(out, "{:16}{}", lesson.name, lesson.title(Language::English))?;
                }
                Ok(())
            }
            LessonPlan::New(path) => write(&path, draft::NEW),
            LessonPlan::Draft { session, out } => {
                let recording = Recording::read(&session)?;
                let text = draft::of_session(&recording).map_err(anyhow::Error::msg)?;
                write(&out, &text)
            }
            LessonPlan::Check(files) => {
                for file in &files {
                    let lesson = read::file(file).map_err(anyhow::Error::msg)?;
                    let (file, steps) = (file.display(), lesson.steps.len());
                    writeln!(out, "{file}: a lesson of {steps} steps")?;
                }
                Ok(())
            }
        }
    }

    pub fn film(common: Common, plan: FilmPlan) -> anyhow::Result<()> {
        let FilmPlan { subject, size, fps, language, out } = plan;
        let subject = match subject {
            FilmSubject::Lesson(lesson) => film::Subject::Lesson(found("film", &lesson)?),
            FilmSubject::Run { presented, from_ms, to_ms, speed } => film::Subject::Run {
                image: presented.map(shown_to_the_network),
                from_ms,
                to_ms,
                speed,
            },
        };
        let language = Language::ALL.into_iter().find(|one| one.code() == language);
        let language = language.unwrap_or_default();
        let film = Film { subject, size: size.into(), fps, language, out };
        let mut line = Line::new("film".to_owned());
        let mut told = |frames: usize| line.look(|| count(frames, "frame"));
        let outcome = film::film(launch(common), &film, &mut told);
        line.clear();
        outcome.map_err(as_usage)
    }

    pub fn graphics() -> Option<fn() -> Graphics> {
        Some(|| Graphics {
            devices: gpu_check::devices()
                .iter()
                .map(|device| GraphicsDevice {
                    description: device.to_string(),
                    is_usable: device.lacks.is_none(),
                })
                .collect(),
            advice: gpu_check::advice().to_owned(),
        })
    }

    /// Without a picture, and without remembered settings.
    fn launch(common: Common) -> Launch {
        let Common { source, seed, preset, preset_as_given: _, gpu, references, cache } = common;
        Launch {
            seed,
            source,
            cache,
            gpu,
            references,
            preset,
            settings: None,
            runs: None,
            open: Vec::new(),
            report: None,
            presents: false,
            record: None,
            replay: None,
            lesson: None,
            kiosk: false,
        }
    }
}

#[cfg(not(feature = "app"))]
mod without_window {
    use super::{Common, FilmPlan, Graphics, LessonPlan, ShotPlan, Usage, WindowPlan};

    pub fn window(_: WindowPlan) -> anyhow::Result<()> {
        Err(none())
    }

    pub fn shot(_: Common, _: ShotPlan) -> anyhow::Result<()> {
        Err(none())
    }

    pub fn film(_: Common, _: FilmPlan) -> anyhow::Result<()> {
        Err(none())
    }

    pub fn lesson(_: LessonPlan, _: &mut dyn std::io::Write) -> anyhow::Result<()> {
        Err(none())
    }

    pub fn is_signalled(_: &anyhow::Error) -> bool {
        false
    }

    pub fn graphics() -> Option<fn() -> Graphics> {
        None
    }

    fn none() -> anyhow::Error {
        let message = "this build has no window; build with the default features, or use \
                       `signalscape label` (see `signalscape --help`)";
        Usage(message.to_owned()).into()
    }
}
