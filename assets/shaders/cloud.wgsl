// The cloud view: reference digits as points, lines of this digit's trajectory and its neighbours.
#import bevy_render::view::View

struct Globals {
    mix: f32,            // 0: positions `before`, 1: positions `after`
    point_px: f32,
    lit: vec2<u32>,      // a bit for each class that is lit, the lower half first; 0: all
    hovered: u32,
    selected: u32,
    fog_near: f32,
    fog_far: f32,
    pixel_ratio: f32,
    reserved_0: u32,
    reserved_1: u32,
    reserved_2: u32,
    palette: array<vec4<f32>, 64>,
};
// A label: its class, 255 without one, and above that how sure it is, of 255.
struct Point { place: vec3<f32>, label: u32 };
struct Line { a: vec3<f32>, half_px: f32, b: vec3<f32>, reserved: f32, color: vec4<f32> };
struct Marker { place: vec3<f32>, radius_px: f32, color: vec4<f32> };

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> g: Globals;
@group(0) @binding(2) var<storage, read> before: array<Point>;
@group(0) @binding(3) var<storage, read> after: array<Point>;
@group(0) @binding(4) var<storage, read> lines: array<Line>;
@group(0) @binding(5) var<storage, read> markers: array<Marker>;

const UNTOLD: vec3<f32> = vec3<f32>(0.11, 0.12, 0.14);
const NONE: u32 = 0xffffffffu;
const CULLED: vec4<f32> = vec4<f32>(2.0, 2.0, 2.0, 1.0);
struct V2F {
    @builtin(position) clip: vec4<f32>,
    @location(0) color: vec4<f32>,
    @location(1) uv: vec2<f32>,
};
fn corner(i: u32) -> vec2<f32> {
    let k = select(i, select(select(3u, 1u, i == 4u), 2u, i == 3u), i >= 3u);
    return vec2<f32>(f32(k & 1u), f32(k >> 1u)) * 2.0 - 1.0;
}
fn billboard(world: vec3<f32>, px: f32, c: vec2<f32>) -> vec4<f32> {
    var clip = view.clip_from_world * vec4<f32>(world, 1.0);
    clip += vec4<f32>(c * px * g.pixel_ratio / view.viewport.zw * 2.0 * clip.w, 0.0, 0.0);
    return clip;
}
fn fog(world: vec3<f32>) -> f32 {
    return 1.0 - 0.75 * smoothstep(g.fog_near, g.fog_far, distance(world, view.world_position));
}
@vertex fn point_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let i = vi / 6u;
    let p = after[i];
    let place = mix(before[i].place, p.place, g.mix);
    let c = corner(vi % 6u) * 1.2;
    let on = i == g.hovered || i == g.selected;
    let kind = p.label & 255u;
    let is_told = kind < 64u;
    let half = select(g.lit.x, g.lit.y, kind >= 32u);
    let is_lit = is_told && (half & (1u << (kind & 31u))) != 0u;
    let dimmed = any(g.lit != vec2<u32>(0u)) && !is_lit && !on;
    var out: V2F;
    out.uv = c;
    out.clip = billboard(place, g.point_px * select(select(1.0, 0.8, dimmed), 3.0, on), c);
    let sure = select(0.0, 0.3 + 0.7 * f32((p.label >> 8u) & 255u) / 255.0, is_told);
    let color = mix(UNTOLD, g.palette[min(kind, 63u)].rgb, sure);
    let depth = fog(place);
    out.color = vec4<f32>(mix(vec3<f32>(0.0033, 0.0044, 0.0065), select(color, mix(color, vec3<f32>(1.0), 0.4), on), depth * select(1.0, 0.16, dimmed)), 1.0);
    return out;
}
@fragment fn point_fs(in: V2F) -> @location(0) vec4<f32> {
    let r = length(in.uv);
    let aa = fwidth(r);
    let cover = 1.0 - smoothstep(1.0 - aa, 1.0 + aa, r);
    if (cover < 0.02) { discard; }
    return vec4<f32>(in.color.rgb * (1.05 - 0.45 * r * r), cover);
}
@vertex fn line_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let line = lines[vi / 6u];
    let c = corner(vi % 6u);
    let ca = view.clip_from_world * vec4<f32>(line.a, 1.0);
    let cb = view.clip_from_world * vec4<f32>(line.b, 1.0);
    var out: V2F;
    out.uv = c;
    if (ca.w <= 0.05 || cb.w <= 0.05) { out.clip = CULLED; return out; }
    let size = view.viewport.zw;
    var dir = cb.xy / cb.w * size - ca.xy / ca.w * size;
    let l = length(dir);
    dir = select(vec2<f32>(1.0, 0.0), dir / l, l > 1e-3);
    let end = select(ca, cb, c.x > 0.0);
    let offset = vec2<f32>(-dir.y, dir.x) * c.y * 2.0 * line.half_px * g.pixel_ratio / size;
    // Lines are read through the cloud, as markers are.
    out.clip = vec4<f32>(end.xy + offset * end.w, end.w * 0.998, end.w);
    out.color = line.color;
    return out;
}
@fragment fn line_fs(in: V2F) -> @location(0) vec4<f32> {
    let a = in.color.a * (1.0 - smoothstep(0.4, 1.0, abs(in.uv.y)));
    return vec4<f32>(in.color.rgb * a, 0.0);
}
@vertex fn marker_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let m = markers[vi / 6u];
    let c = corner(vi % 6u);
    var out: V2F;
    out.uv = c;
    out.clip = billboard(m.place, m.radius_px, c);
    // Markers are read through the cloud: always in front.
    out.clip.z = out.clip.w * 0.999;
    out.color = m.color;
    return out;
}
// A bright core, a gap and a thin ring.
@fragment fn marker_fs(in: V2F) -> @location(0) vec4<f32> {
    let r = length(in.uv);
    let core = 1.0 - smoothstep(0.30, 0.38, r);
    let ring = smoothstep(0.66, 0.74, r) * (1.0 - smoothstep(0.84, 0.95, r));
    let a = max(core, ring * 0.85) * in.color.a;
    return vec4<f32>(in.color.rgb * a, a);
}

// A view that lies over the other: behind all that is in it, over all that is behind it.
@vertex fn ground_vs(@builtin(vertex_index) vi: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(corner(vi), 0.0, 1.0);
}
@fragment fn ground_fs() -> @location(0) vec4<f32> {
    return vec4<f32>(0.0024, 0.0030, 0.0048, 0.94);
}
