//! The renderer: own buffers, own specialised pipelines and one draw system in Bevy's `Core3d`
//! schedule. No entity per neuron, edge, pulse or point.

use super::layout::{CloudGlobals, NetworkGlobals};
use super::uploads::{Buf, Uploads};
use super::{Draws, NetView};
use bevy::asset::load_embedded_asset;
use bevy::core_pipeline::core_3d::{
    CORE_3D_DEPTH_FORMAT, main_opaque_pass_3d, main_transparent_pass_3d,
};
use bevy::core_pipeline::{Core3d, Core3dSystems};
use bevy::prelude::*;
use bevy::render::camera::ExtractedCamera;
use bevy::render::render_resource::binding_types::{
    storage_buffer_read_only_sized, uniform_buffer, uniform_buffer_sized,
};
use bevy::render::render_resource::*;
use bevy::render::renderer::{RenderContext, RenderDevice, RenderQueue, ViewQuery};
use bevy::render::view::{
    ExtractedView, ViewDepthTexture, ViewTarget, ViewUniform, ViewUniformOffset, ViewUniforms,
};
use bevy::render::{ExtractSchedule, MainWorld, Render, RenderApp, RenderStartup, RenderSystems};
use std::ops::Range;

/// One draw call's kind, in drawing order for each view.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Layer {
    Ground,
    Pixels,
    Needles,
    Neurons,
    Edges,
    Halos,
    Pulses,
    Sparks,
    Points,
    Lines,
    Markers,
}

impl Layer {
    const NETWORK: [Layer; 8] = [
        Layer::Ground,
        Layer::Pixels,
        Layer::Neurons,
        Layer::Needles,
        Layer::Edges,
        Layer::Halos,
        Layer::Pulses,
        Layer::Sparks,
    ];
    const CLOUD: [Layer; 4] = [Layer::Ground, Layer::Points, Layer::Lines, Layer::Markers];

    fn entry_points(self) -> (&'static str, &'static str) {
        match self {
            Layer::Ground => ("ground_vs", "ground_fs"),
            Layer::Pixels => ("pixel_vs", "pixel_fs"),
            Layer::Needles => ("needle_vs", "line_fs"),
            Layer::Neurons => ("neuron_vs", "neuron_fs"),
            Layer::Edges => ("edge_vs", "line_fs"),
            Layer::Halos => ("halo_vs", "glow_fs"),
            Layer::Pulses => ("pulse_vs", "comet_fs"),
            Layer::Sparks => ("spark_vs", "glow_fs"),
            Layer::Points => ("point_vs", "point_fs"),
            Layer::Lines => ("line_vs", "line_fs"),
            Layer::Markers => ("marker_vs", "marker_fs"),
        }
    }

    /// Solid things cover by their alpha and write depth; light is added.
    fn is_solid(self) -> bool {
        matches!(self, Layer::Pixels | Layer::Neurons | Layer::Points)
    }

    /// Vertices to draw this frame in a view.
    fn vertices(self, view: NetView, draws: &Draws) -> Range<u32> {
        let quads = |range: &Range<u32>| 6 * range.start..6 * range.end;
        let neurons = draws.nodes - draws.inputs;
        match self {
            Layer::Ground => 0..6 * u32::from(draws.inset == Some(view)),
            Layer::Pixels => 0..6 * draws.inputs,
            Layer::Needles | Layer::Neurons | Layer::Halos => 0..6 * neurons,
            Layer::Edges => 0..6 * draws.listed * draws.network.segments,
            Layer::Pulses => quads(&draws.pulses),
            Layer::Sparks => quads(&draws.sparks),
            Layer::Points => 0..6 * draws.points,
            Layer::Lines => 0..6 * draws.lines,
            Layer::Markers => 0..6 * draws.markers,
        }
    }
}

/// Screen blending: d + s − s·d in each channel. Like exponential tone mapping of summed light, it
/// approaches white and cannot clip, in any order and at any zoom. Alpha is kept as it is, because
/// the interface is blended onto this texture.
const LIGHT: BlendState = BlendState {
    color: BlendComponent {
        src_factor: BlendFactor::OneMinusDst,
        dst_factor: BlendFactor::One,
        operation: BlendOperation::Add,
    },
    alpha: KEEP_ALPHA,
};
const COVER: BlendState = BlendState {
    color: BlendComponent {
        src_factor: BlendFactor::SrcAlpha,
        dst_factor: BlendFactor::OneMinusSrcAlpha,
        operation: BlendOperation::Add,
    },
    alpha: KEEP_ALPHA,
};
const KEEP_ALPHA: BlendComponent = BlendComponent {
    src_factor: BlendFactor::Zero,
    dst_factor: BlendFactor::One,
    operation: BlendOperation::Add,
};

pub(super) fn plugin(app: &mut App) {
    bevy::asset::embedded_asset!(app, "../../../assets/shaders/network.wgsl");
    bevy::asset::embedded_asset!(app, "../../../assets/shaders/cloud.wgsl");
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else { return };
    render_app
        .init_resource::<Uploads>()
        .init_resource::<Draws>()
        .init_resource::<SpecializedRenderPipelines<ScenePipelines>>()
        .add_systems(RenderStartup, create)
        .add_systems(ExtractSchedule, extract)
        .add_systems(
            Render,
            (
                upload.in_set(RenderSystems::PrepareResources),
                specialize.in_set(RenderSystems::Prepare),
                bind.in_set(RenderSystems::PrepareBindGroups),
            ),
        )
        .add_systems(
            Core3d,
            draw.in_set(Core3dSystems::MainPass)
                .after(main_opaque_pass_3d)
                .before(main_transparent_pass_3d),
        );
}

#[derive(Resource)]
struct SceneBuffers {
    storage: Vec<Buffer>,
    network: Buffer,
    cloud: Buffer,
    groups: Option<[BindGroup; 2]>,
}

#[derive(Resource)]
struct ScenePipelines {
    shaders: [Handle<Shader>; 2],
    layouts: [BindGroupLayoutDescriptor; 2],
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    layer: Layer,
    view: NetView,
    format: TextureFormat,
    samples: u32,
}

impl SpecializedRenderPipeline for ScenePipelines {
    type Key = Key;
    fn specialize(&self, key: Key) -> RenderPipelineDescriptor {
        let (vertex, fragment) = key.layer.entry_points();
        let is_solid = key.layer.is_solid();
        let covers = is_solid || matches!(key.layer, Layer::Markers | Layer::Ground);
        let shader = &self.shaders[key.view as usize];
        RenderPipelineDescriptor {
            label: Some(format!("scene {:?}", key.layer).into()),
            layout: vec![self.layouts[key.view as usize].clone()],
            vertex: VertexState {
                shader: shader.clone(),
                entry_point: Some(vertex.into()),
                ..default()
            },
            fragment: Some(FragmentState {
                shader: shader.clone(),
                entry_point: Some(fragment.into()),
                targets: vec![Some(ColorTargetState {
                    format: key.format,
                    blend: Some(if covers { COVER } else { LIGHT }),
                    write_mask: ColorWrites::ALL,
                })],
                ..default()
            }),
            depth_stencil: Some(DepthStencilState {
                format: CORE_3D_DEPTH_FORMAT,
                depth_write_enabled: Some(is_solid),
                depth_compare: Some(CompareFunction::GreaterEqual), // Bevy's depth is reversed
                stencil: default(),
                bias: default(),
            }),
            multisample: MultisampleState { count: key.samples, ..default() },
            ..default()
        }
    }
}

#[derive(Component)]
struct ViewPipelines(Vec<(Layer, CachedRenderPipelineId)>);

fn storage(device: &RenderDevice, label: &'static str, bytes: u64) -> Buffer {
    device.create_buffer(&BufferDescriptor {
        label: Some(label),
        size: bytes.next_power_of_two().max(256),
        usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

fn create(mut commands: Commands, device: Res<RenderDevice>, assets: Res<AssetServer>) {
    let uniform = |label, size: usize| {
        device.create_buffer(&BufferDescriptor {
            label: Some(label),
            size: size as u64,
            usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    };
    commands.insert_resource(SceneBuffers {
        storage: Buf::ALL.iter().map(|(_, label)| storage(&device, label, 0)).collect(),
        network: uniform("network globals", size_of::<NetworkGlobals>()),
        cloud: uniform("cloud globals", size_of::<CloudGlobals>()),
        groups: None,
    });
    let ro = || storage_buffer_read_only_sized(false, None);
    let view = || uniform_buffer::<ViewUniform>(true);
    let globals = || uniform_buffer_sized(false, None);
    let stages = ShaderStages::VERTEX_FRAGMENT;
    let network = BindGroupLayoutEntries::sequential(
        stages,
        (view(), globals(), ro(), ro(), ro(), ro(), ro(), ro(), ro()),
    );
    let cloud =
        BindGroupLayoutEntries::sequential(stages, (view(), globals(), ro(), ro(), ro(), ro()));
    commands.insert_resource(ScenePipelines {
        shaders: [
            load_embedded_asset!(assets.as_ref(), "../../../assets/shaders/network.wgsl"),
            load_embedded_asset!(assets.as_ref(), "../../../assets/shaders/cloud.wgsl"),
        ],
        layouts: [
            BindGroupLayoutDescriptor::new("network", &network),
            BindGroupLayoutDescriptor::new("cloud", &cloud),
        ],
    });
}

fn extract(mut main: ResMut<MainWorld>, mut uploads: ResMut<Uploads>, mut draws: ResMut<Draws>) {
    *draws = main.resource::<Draws>().clone();
    // `upload` emptied ours last frame: swap it back. If it did not run, the main world goes on
    // collecting, and nothing is lost.
    if uploads.writes().is_empty() {
        std::mem::swap(&mut *uploads, &mut *main.resource_mut::<Uploads>());
    }
}

fn upload(
    queue: Res<RenderQueue>,
    device: Res<RenderDevice>,
    mut buffers: ResMut<SceneBuffers>,
    mut uploads: ResMut<Uploads>,
    draws: Res<Draws>,
) {
    queue.write_buffer(&buffers.network, 0, bytemuck::bytes_of(&draws.network));
    queue.write_buffer(&buffers.cloud, 0, bytemuck::bytes_of(&draws.cloud));
    for write in uploads.writes() {
        let bytes = uploads.bytes(write);
        let place = write.buf as usize;
        let needed = write.offset + bytes.len() as u64;
        if buffers.storage[place].size() < needed {
            buffers.storage[place] = storage(&device, Buf::ALL[place].1, needed);
        }
        queue.write_buffer(&buffers.storage[place], write.offset, bytes);
    }
    uploads.clear();
}

fn specialize(
    mut commands: Commands,
    views: Query<(Entity, &ExtractedView, &Msaa, &NetView)>,
    cache: Res<PipelineCache>,
    pipelines: Res<ScenePipelines>,
    mut specialized: ResMut<SpecializedRenderPipelines<ScenePipelines>>,
) {
    for (entity, view, msaa, kind) in &views {
        let layers: &[Layer] = match kind {
            NetView::Network => &Layer::NETWORK,
            NetView::Cloud => &Layer::CLOUD,
        };
        let ids = layers.iter().map(|&layer| {
            let key =
                Key { layer, view: *kind, format: view.target_format, samples: msaa.samples() };
            (layer, specialized.specialize(&cache, &pipelines, key))
        });
        commands.entity(entity).insert(ViewPipelines(ids.collect()));
    }
}

fn bind(
    device: Res<RenderDevice>,
    cache: Res<PipelineCache>,
    pipelines: Res<ScenePipelines>,
    view_uniforms: Res<ViewUniforms>,
    mut buffers: ResMut<SceneBuffers>,
) {
    let Some(view) = view_uniforms.uniforms.binding() else { return };
    let storage = |buf: Buf| buffers.storage[buf as usize].as_entire_binding();
    let network = device.create_bind_group(
        "network",
        &cache.get_bind_group_layout(&pipelines.layouts[0]),
        &BindGroupEntries::sequential((
            view.clone(),
            buffers.network.as_entire_binding(),
            storage(Buf::Nodes),
            storage(Buf::States),
            storage(Buf::Edges),
            storage(Buf::Weights),
            storage(Buf::Listed),
            storage(Buf::Pulses),
            storage(Buf::Sparks),
        )),
    );
    let cloud = device.create_bind_group(
        "cloud",
        &cache.get_bind_group_layout(&pipelines.layouts[1]),
        &BindGroupEntries::sequential((
            view,
            buffers.cloud.as_entire_binding(),
            storage(Buf::Before),
            storage(Buf::After),
            storage(Buf::Lines),
            storage(Buf::Markers),
        )),
    );
    buffers.groups = Some([network, cloud]);
}

/// Runs once for each camera that has these components, so not for the interface's.
fn draw(
    view: ViewQuery<(
        &ExtractedCamera,
        &ViewTarget,
        &ViewDepthTexture,
        &ViewUniformOffset,
        &ViewPipelines,
        &NetView,
    )>,
    cache: Res<PipelineCache>,
    buffers: Res<SceneBuffers>,
    draws: Res<Draws>,
    mut context: RenderContext,
) {
    let (camera, target, depth, offset, pipelines, kind) = view.into_inner();
    let Some(groups) = &buffers.groups else { return };
    let mut pass = context.begin_tracked_render_pass(RenderPassDescriptor {
        label: Some("scene"),
        color_attachments: &[Some(target.get_color_attachment())],
        depth_stencil_attachment: Some(depth.get_attachment(StoreOp::Store)),
        timestamp_writes: None,
        occlusion_query_set: None,
        multiview_mask: None,
    });
    if let Some(viewport) = &camera.viewport {
        pass.set_camera_viewport(viewport);
    }
    pass.set_bind_group(0, &groups[*kind as usize], &[offset.offset]);
    for (layer, id) in &pipelines.0 {
        let vertices = layer.vertices(*kind, &draws);
        let Some(pipeline) = cache.get_render_pipeline(*id) else { continue };
        if !vertices.is_empty() {
            pass.set_render_pipeline(pipeline);
            pass.draw(vertices, 0..1);
        }
    }
}
