use signalscape::app::{Launch, capture, command::Origin};
use signalscape::data::{Cache, Part, Source};
fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let args: Vec<String> = std::env::args().collect();
    let num = |k: &str, d: f64| {
        args.iter().position(|a| a == k).and_then(|i| args.get(i + 1)?.parse().ok()).unwrap_or(d)
    };
    let launch = Launch {
        seed: 1,
        source: Source::Embedded,
        cache: Some(Cache::open("/tmp/sscache".into())),
        gpu: None,
        references: Some(num("--references", 2000.0) as usize),
        preset: None,
        settings: None,
        open: None,
    };
    if args.get(1).map(String::as_str) == Some("shot") {
        let i = num("--index", 0.0) as usize;
        let set = Source::Embedded.load(Part::Test)?;
        if num("--select", -1.0) >= 0.0 {
            use signalscape::app::command::AppCommand as C;
            let mut app = capture::windowless(
                launch,
                signalscape::app::Canvas {
                    size: bevy::math::UVec2::new(
                        num("--w", 1280.0) as u32,
                        num("--h", 800.0) as u32,
                    ),
                    scale: 1.0,
                    is_window: false,
                },
            )?;
            let shot = capture::Shot {
                image: Box::new(*set.image(i)),
                origin: Origin::Mnist { part: Part::Test, index: i, label: set.label(i) },
                at_ms: num("--at-ms", 180.0),
                size: bevy::math::UVec2::new(1280, 800),
                shown: capture::Shown::Everything,
                out: "/tmp/view.png".into(),
            };
            capture::present(&mut app, &shot)?;
            app.world_mut()
                .write_message(C::SelectNeuron(Some(signalscape::sim::NeuronId(
                    num("--select", 0.0) as u32,
                ))));
            app.world_mut().write_message(C::SelectPoint(Some(5)));
            if num("--focus", 0.0) > 0.0 {
                app.update();
                app.world_mut().write_message(C::FocusSelection);
            }
            for _ in 0..10 {
                app.update();
            }
            return capture::save(
                &capture::read_back(&mut app)?,
                std::path::Path::new("/tmp/view.png"),
            );
        }
        return capture::shot(
            launch,
            &capture::Shot {
                image: Box::new(*set.image(i)),
                origin: Origin::Mnist { part: Part::Test, index: i, label: set.label(i) },
                at_ms: num("--at-ms", 180.0),
                size: bevy::math::UVec2::new(num("--w", 1280.0) as u32, num("--h", 800.0) as u32),
                shown: capture::Shown::Everything,
                out: "/tmp/view.png".into(),
            },
        );
    }
    signalscape::app::run(launch)
}
