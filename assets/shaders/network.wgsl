// The network view: sheet, neurons, edges, pulses, sparks. Vertex pulling from storage buffers; what is
// drawn depends on the buffers and `g.now_ms` alone, so scrubbing shows what playing showed.
#import bevy_render::view::View

struct Globals {
    now_ms: f32,
    flash_ms: f32,
    tail_ms: f32,
    spark_ms: f32,
    inputs: u32,
    segments: u32,        // straight pieces of a curved edge
    selected: u32,        // neuron; 0xffffffff: none
    hovered: u32,
    selected_edge: u32,
    pulse_cut: f32,       // pulses of relatively weaker edges are not drawn
    input_scale: f32,     // weight of the strongest input edge
    recurrent_scale: f32,
    change_scale: f32,    // weight change that gets the full colour
    pixel_half: f32,      // half a pixel of the sheet, world units; 0: inputs are points in space
    light: f32,           // the user's density control
    fog_near: f32,
    fog_far: f32,
    pixel_ratio: f32,     // physical pixels per logical one
    twin: u32,            // the selected neuron in the second network
    filters: u32,         // 1: only listed edges marked KEPT are lit
    tree_light: f32,      // of each edge of the tree: less, the more there are
    kept_light: f32,      // of each edge that the filter keeps, likewise
    wires: f32,           // 1: a circuit, whose edges are seen at rest and whose signals are large; 0: any other network
    reserved: u32,
};
struct Node { place: vec3<f32>, kind: u32, toward: vec2<f32>, radius: f32, refractory_ms: f32 };
struct NodeState { last_spike_ms: f32, ink: f32, field: f32, reserved: f32 };
struct Edge { source: u32, target_node: u32, delay_ms: f32, initial: f32 };
struct Weight { now: f32, changed_ms: f32, won_ms: f32, in_tree: f32 };
struct Timed { edge: u32, at_ms: f32 };

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> g: Globals;
@group(0) @binding(2) var<storage, read> nodes: array<Node>;
@group(0) @binding(3) var<storage, read> states: array<NodeState>;
@group(0) @binding(4) var<storage, read> edges: array<Edge>;
@group(0) @binding(5) var<storage, read> weights: array<Weight>;
@group(0) @binding(6) var<storage, read> listed: array<u32>;   // edge | SELECTED | KEPT
@group(0) @binding(7) var<storage, read> pulses: array<Timed>; // sorted by departure
@group(0) @binding(8) var<storage, read> sparks: array<Timed>; // lost signals, sorted by arrival

const NONE: u32 = 0xffffffffu;
const SELECTED: u32 = 0x80000000u;
const KEPT: u32 = 0x40000000u;
const EXCITATORY: u32 = 1u;
const INHIBITORY: u32 = 2u;
const CULLED: vec4<f32> = vec4<f32>(2.0, 2.0, 2.0, 1.0);
const BACKGROUND: vec3<f32> = vec3<f32>(0.0033, 0.0044, 0.0065);
const AMBER: vec3<f32> = vec3<f32>(0.887, 0.376, 0.053);
const BLUE: vec3<f32> = vec3<f32>(0.078, 0.366, 0.694);
const UP: vec3<f32> = vec3<f32>(0.930, 0.190, 0.012);
const DOWN: vec3<f32> = vec3<f32>(0.330, 0.180, 0.780);
const ACCENT: vec3<f32> = vec3<f32>(0.12, 0.72, 0.62);
const PAPER: vec3<f32> = vec3<f32>(0.72, 0.84, 1.0);

struct V2F {
    @builtin(position) clip: vec4<f32>,
    @location(0) color: vec4<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) @interpolate(flat) extra: vec4<f32>,
};

fn culled() -> V2F {
    var out: V2F;
    out.clip = CULLED;
    return out;
}
// Two triangles over (-1,-1) .. (1,1).
fn corner(i: u32) -> vec2<f32> {
    let k = select(i, select(select(3u, 1u, i == 4u), 2u, i == 3u), i >= 3u);
    return vec2<f32>(f32(k & 1u), f32(k >> 1u)) * 2.0 - 1.0;
}
fn to_clip(world: vec3<f32>) -> vec4<f32> {
    return view.clip_from_world * vec4<f32>(world, 1.0);
}
fn fog(world: vec3<f32>) -> f32 {
    let d = distance(world, view.world_position);
    return 1.0 - 0.72 * smoothstep(g.fog_near, g.fog_far, d);
}
fn is_chosen(n: u32) -> bool { return n == g.selected || (n == g.twin && n != NONE); }
fn since_spike(n: u32) -> f32 { return g.now_ms - states[n].last_spike_ms; }

// A point of an edge, 0 at its source; recurrent edges arch up and to their left.
fn along(e: Edge, f: f32) -> vec3<f32> {
    let a = nodes[e.source].place;
    let b = nodes[e.target_node].place;
    if (e.source < g.inputs) { return mix(a, b, f); }
    let d = b - a;
    if (g.wires > 0.0) {
        // To the left of where it leads: there and back are two ways.
        let c = 0.5 * (a + b) + vec3<f32>(-d.y, d.x, 0.0) * 0.12;
        return mix(mix(a, c, f), mix(c, b, f), f);
    }
    let l = length(d);
    let side = vec3<f32>(-d.z, 0.0, d.x) / max(l, 1e-4);
    let c = 0.5 * (a + b) + vec3<f32>(0.0, 0.22 * l, 0.0) + side * 0.16 * l;
    return mix(mix(a, c, f), mix(c, b, f), f);
}
// A quad along the segment a-b, `half_px` to each side and beyond each end.
fn ribbon(a: vec3<f32>, b: vec3<f32>, half_px: f32, c: vec2<f32>) -> vec4<f32> {
    let ca = to_clip(a);
    let cb = to_clip(b);
    if (ca.w <= 0.05 || cb.w <= 0.05) { return CULLED; }
    let size = view.viewport.zw;
    let pa = ca.xy / ca.w * size;
    let pb = cb.xy / cb.w * size;
    var dir = pb - pa;
    let l = length(dir);
    dir = select(vec2<f32>(1.0, 0.0), dir / l, l > 1e-3);
    let normal = vec2<f32>(-dir.y, dir.x);
    let end = select(ca, cb, c.x > 0.0);
    let px = 2.0 * half_px * g.pixel_ratio;
    // Pieces of a circuit's broad edges end where the next begins: light that lies over light would be seen.
    let offset = (normal * c.y + dir * c.x * 0.5 * (1.0 - g.wires)) * px / size;
    return vec4<f32>(end.xy + offset * end.w, end.zw);
}
fn billboard(world: vec3<f32>, radius: f32, min_px: f32, c: vec2<f32>) -> vec4<f32> {
    var clip = to_clip(world);
    let scale = vec2<f32>(view.clip_from_view[0][0], view.clip_from_view[1][1]) * radius;
    let floor_px = vec2<f32>(2.0 * min_px * g.pixel_ratio) / view.viewport.zw * clip.w;
    clip += vec4<f32>(c * max(scale, floor_px), 0.0, 0.0);
    return clip;
}
fn diverging(t: f32) -> vec3<f32> {
    let grey = vec3<f32>(0.20, 0.21, 0.23);
    return mix(grey, select(DOWN, UP, t > 0.0), clamp(abs(t) * 1.6, 0.0, 1.0));
}
// Without a sheet all edges are alike and many: only some edges, always the same, show their signals.
fn is_thinned(e: u32) -> bool {
    let hash = ((e * 2654435761u) >> 16u) & 1023u;
    return g.pixel_half <= 0.0 && g.wires <= 0.0 && f32(hash) > 1023.0 * 0.12 * (1.0 - sqrt(min(g.pulse_cut, 1.0)));
}
// Relative weight of an edge, and whether it excites.
fn strength(e: u32) -> f32 {
    let scale = select(g.recurrent_scale, g.input_scale, edges[e].source < g.inputs);
    return abs(weights[e].now) / max(scale, 1e-6);
}

// ---- the sheet -------------------------------------------------------------------------------
@vertex fn pixel_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let n = vi / 6u;
    let c = corner(vi % 6u);
    let s = states[n];
    let place = nodes[n].place;
    var out: V2F;
    out.uv = c;
    if (g.pixel_half > 0.0) {
        out.clip = to_clip(place + vec3<f32>(c.x, 0.0, c.y) * g.pixel_half);
    } else {
        out.clip = billboard(place, nodes[n].radius * (0.55 + 0.6 * s.ink), 1.0, c);
    }
    let dt = since_spike(n);
    let flash = select(0.0, exp(-dt / (2.0 * g.flash_ms)), dt >= 0.0);
    let resting = mix(vec3<f32>(0.0105, 0.0148, 0.0225), PAPER * 0.50, pow(s.ink, 1.4));
    var color = resting + PAPER * flash * (0.25 + 0.55 * s.ink);
    color = mix(color, ACCENT * (0.35 + 0.65 * s.ink) + 0.2 * color, clamp(s.field, 0.0, 1.0) * 0.75);
    if (n == g.hovered || is_chosen(n)) { color = max(color, ACCENT); }
    out.color = vec4<f32>(mix(BACKGROUND, color, fog(place)), 1.0);
    return out;
}
@fragment fn pixel_fs(in: V2F) -> @location(0) vec4<f32> {
    let edge = max(abs(in.uv.x), abs(in.uv.y));
    return vec4<f32>(in.color.rgb * (1.0 - 0.35 * smoothstep(0.80, 1.0, edge)), 1.0);
}

// ---- neurons ---------------------------------------------------------------------------------
@vertex fn needle_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let n = g.inputs + vi / 6u;
    let node = nodes[n];
    if (dot(node.toward, node.toward) < 0.5) { return culled(); }
    let c = corner(vi % 6u);
    var out: V2F;
    out.uv = c;
    let tip = node.place + vec3<f32>(node.toward.x, 0.0, node.toward.y) * 1.55;
    out.clip = ribbon(node.place, tip, 0.8, c);
    let color = select(AMBER, BLUE, node.kind == INHIBITORY);
    let on = is_chosen(n) || n == g.hovered;
    out.color = vec4<f32>(color, select(0.34, 0.9, on) * fog(node.place) * select(1.0, 0.35, c.x > 0.0));
    return out;
}
@vertex fn halo_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let n = g.inputs + vi / 6u;
    let dt = since_spike(n);
    let glow = select(0.0, exp(-dt / g.flash_ms), dt >= 0.0);
    let on = is_chosen(n);
    if (glow < 0.02 && !on) { return culled(); }
    let c = corner(vi % 6u);
    var out: V2F;
    out.uv = c;
    out.clip = billboard(nodes[n].place, nodes[n].radius * 3.4, 5.0, c);
    let warm = select(vec3<f32>(1.0, 0.78, 0.45), vec3<f32>(0.55, 0.80, 1.0), nodes[n].kind == INHIBITORY);
    out.color = vec4<f32>(select(warm, ACCENT, on && glow < 0.1), max(glow * 0.55, select(0.0, 0.30, on)) * fog(nodes[n].place));
    return out;
}
@fragment fn glow_fs(in: V2F) -> @location(0) vec4<f32> {
    let r = length(in.uv);
    let a = pow(max(1.0 - r, 0.0), 2.2) * in.color.a;
    return vec4<f32>(in.color.rgb * a, 0.0);
}
@vertex fn neuron_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let n = g.inputs + vi / 6u;
    let node = nodes[n];
    let c = corner(vi % 6u) * 1.15;
    let on = n == g.hovered || is_chosen(n);
    var out: V2F;
    out.uv = c;
    out.clip = billboard(node.place, node.radius * select(1.0, 1.45, on), 2.2, c);
    let dt = since_spike(n);
    let fired = dt >= 0.0;
    let flash = select(0.0, exp(-dt / g.flash_ms), fired);
    let recovering = select(1.0, clamp(dt / node.refractory_ms, 0.0, 1.0), fired);
    let color = select(AMBER, BLUE, node.kind == INHIBITORY);
    out.color = vec4<f32>(color, fog(node.place));
    out.extra = vec4<f32>(flash, recovering, select(0.0, 1.0, node.kind == INHIBITORY), select(0.0, 1.0, on));
    return out;
}
@fragment fn neuron_fs(in: V2F) -> @location(0) vec4<f32> {
    let flash = in.extra.x;
    let recovering = in.extra.y;
    let is_inhibitory = in.extra.z > 0.5;
    // Excitatory: a ball. Inhibitory: a cut gem, so that shape tells them apart as well as hue.
    let ball = length(in.uv);
    let gem = (abs(in.uv.x) + abs(in.uv.y)) * 0.80 + 0.20 * ball;
    let r = select(ball, gem, is_inhibitory);
    let aa = fwidth(r);
    let cover = 1.0 - smoothstep(1.0 - aa, 1.0 + aa, r);
    if (cover < 0.02) { discard; }
    let z = sqrt(max(1.0 - r * r, 0.0));
    let light = 0.30 + 0.70 * max(dot(vec3<f32>(in.uv, z), normalize(vec3<f32>(-0.45, 0.65, 0.62))), 0.0);
    var color = in.color.rgb * light;
    if (is_inhibitory) { color += in.color.rgb * 0.8 * smoothstep(0.74, 0.92, r); }
    if (recovering < 1.0) {
        // A dark core, and a ring that closes as the refractory period passes.
        let turn = fract(atan2(in.uv.x, in.uv.y) / 6.2831853 + 1.0);
        let ring = smoothstep(0.66, 0.74, r) * select(0.16, 1.0, turn < recovering);
        color = in.color.rgb * (0.06 + 1.15 * ring);
    }
    color = mix(color, vec3<f32>(1.0, 0.97, 0.90), clamp(flash * 1.15, 0.0, 1.0) * select(1.0, 0.55, recovering < 1.0));
    if (in.extra.w > 0.5) { color = mix(color, vec3<f32>(1.0), 0.35 * smoothstep(0.78, 0.9, r)); }
    return vec4<f32>(mix(BACKGROUND, color, in.color.a), cover);
}

// ---- edges, pulses, sparks: light, blended so that it can never exceed white ------------------
@vertex fn edge_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let per_edge = 6u * g.segments;
    let entry = listed[vi / per_edge];
    let id = entry & ~(SELECTED | KEPT);
    let is_kept = (entry & KEPT) != 0u;
    let is_selected = (entry & SELECTED) != 0u || id == g.selected_edge;
    let e = edges[id];
    let w = weights[id];
    let change = (w.now - e.initial) / max(g.change_scale, 1e-6);
    let age = g.now_ms - w.changed_ms;
    let flare = select(0.0, exp(-age / 6.0), age >= 0.0);
    let sent = since_spike(e.source);
    let is_carrying = sent >= 0.0 && sent <= e.delay_ms;
    var alpha = 0.46 * smoothstep(0.10, 1.0, abs(change)) + 0.30 * flare * clamp(abs(change) + 0.25, 0.0, 1.0)
        + select(0.0, 0.10, is_carrying);
    if (e.source < g.inputs) { alpha = 0.0; }
    var color = diverging(change);
    var won = 0.0;
    if (g.pixel_half <= 0.0) {
        // The temporal path: edges of the tree that leads to what every neuron did last, and those that
        // made one fire just now shine.
        let won_age = g.now_ms - w.won_ms;
        won = select(0.0, exp(-won_age / (0.3 * nodes[e.target_node].refractory_ms)), won_age >= 0.0);
        let tree = w.in_tree * g.tree_light * select(0.26, 0.12, e.source < g.inputs);
        alpha = max(tree, won * select(0.75, 0.40, e.source < g.inputs));
        color = mix(select(BLUE, AMBER, w.now > 0.0), vec3<f32>(1.0, 0.95, 0.85), 0.55 * won);
    }
    if (g.wires > 0.0) {
        alpha = max(alpha, 0.42);
        if (won < 0.05) { color = select(BLUE, AMBER, w.now > 0.0); }
    } else if (g.selected != NONE || g.selected_edge != NONE) {
        alpha *= select(0.30, 0.12, g.pixel_half <= 0.0);
    }
    if (g.filters != 0u) { alpha *= 0.2; }
    if (is_kept) {
        color = diverging(change);
        alpha = (0.16 + 0.50 * clamp(abs(change), 0.0, 1.0)) * g.kept_light;
    }
    if (is_selected) {
        let from_input = e.source < g.inputs;
        let weight_color = select(BLUE, AMBER, w.now > 0.0);
        color = select(mix(color, vec3<f32>(0.9), 0.12), weight_color, from_input);
        alpha = select(0.85, 0.45 * clamp(strength(id), 0.0, 1.0), from_input);
        if (g.pixel_half <= 0.0) {
            color = ACCENT;
            alpha = 0.9;
        }
    }
    alpha *= g.light;
    if (alpha < 0.012) { return culled(); }
    let piece = (vi % per_edge) / 6u;
    let c = corner(vi % 6u);
    let a = along(e, f32(piece) / f32(g.segments));
    let b = along(e, f32(piece + 1u) / f32(g.segments));
    var out: V2F;
    out.uv = vec2<f32>(0.0, c.y);
    let half_px = 0.7 + 0.8 * clamp(abs(change), 0.0, 1.0) + 0.7 * max(flare, won) + select(0.0, 0.5, is_selected);
    out.clip = ribbon(a, b, half_px * (1.0 + g.wires), vec2<f32>(c.x, c.y));
    // An edge of a circuit is bright where it ends: so its direction is seen.
    let toward = mix(1.0, 0.35 + 0.65 * f32(piece) / f32(g.segments), g.wires);
    out.color = vec4<f32>(color, min(alpha, 0.95) * fog(a) * toward);
    return out;
}
@fragment fn line_fs(in: V2F) -> @location(0) vec4<f32> {
    let a = in.color.a * (1.0 - smoothstep(0.35, 1.0, abs(in.uv.y)));
    return vec4<f32>(in.color.rgb * a, 0.0);
}
@vertex fn pulse_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let p = pulses[vi / 6u];
    let e = edges[p.edge];
    let age = g.now_ms - p.at_ms;
    if (age < 0.0 || age > e.delay_ms + g.tail_ms) { return culled(); }
    let relative = strength(p.edge);
    let from_input = e.source < g.inputs;
    let is_selected = g.selected != NONE && (is_chosen(e.target_node) || is_chosen(e.source));
    if (!is_selected && from_input && relative < g.pulse_cut) { return culled(); }
    if (!is_selected && is_thinned(p.edge)) { return culled(); }
    let head = clamp(age / e.delay_ms, 0.0, 1.0);
    let tail = clamp((age - g.tail_ms) / e.delay_ms, 0.0, 1.0);
    if (head - tail < 1e-4) { return culled(); }
    let c = corner(vi % 6u);
    var out: V2F;
    out.uv = c;
    let a = along(e, tail);
    let b = along(e, head);
    let size = (select(1.5, 1.0, from_input) + 0.5 * clamp(relative, 0.0, 1.0)) * (1.0 + 2.0 * g.wires);
    out.clip = ribbon(a, b, size, c);
    let excites = weights[p.edge].now > 0.0;
    var light = select(0.85, 0.16 + 0.50 * relative * relative, from_input) * select(0.55, 1.0, excites || !from_input);
    if (g.selected != NONE && g.wires <= 0.0) { light *= select(0.22, 1.3, is_selected); }
    if (g.pixel_half <= 0.0 && g.wires <= 0.0) { light *= 0.5; } // edges that win are to stand out
    let color = select(vec3<f32>(0.16, 0.55, 1.0), vec3<f32>(1.0, 0.62, 0.20), excites);
    out.color = vec4<f32>(color, clamp(light * g.light, 0.0, 0.95) * fog(b));
    return out;
}
@fragment fn comet_fs(in: V2F) -> @location(0) vec4<f32> {
    let t = in.uv.x * 0.5 + 0.5;
    let across = 1.0 - smoothstep(0.15, 1.0, abs(in.uv.y));
    let a = in.color.a * across * t * t;
    return vec4<f32>(mix(in.color.rgb, vec3<f32>(1.0, 0.98, 0.94), 0.45 * smoothstep(0.82, 1.0, t)) * a, 0.0);
}
@vertex fn spark_vs(@builtin(vertex_index) vi: u32) -> V2F {
    let p = sparks[vi / 6u];
    let e = edges[p.edge];
    let age = g.now_ms - p.at_ms;
    if (age < 0.0 || age > g.spark_ms) { return culled(); }
    let is_selected = g.selected != NONE && is_chosen(e.target_node);
    let relative = strength(p.edge);
    if (!is_selected && e.source < g.inputs && relative < g.pulse_cut) { return culled(); }
    if (!is_selected && is_thinned(p.edge)) { return culled(); }
    let c = corner(vi % 6u);
    var out: V2F;
    out.uv = c;
    // It ends just before the neuron that would not hear it.
    let end = nodes[e.target_node].place;
    let before = normalize(along(e, 0.9) - end);
    let fade = 1.0 - age / g.spark_ms;
    let size = (0.16 + 0.12 * (1.0 - fade)) * (1.0 + 4.0 * g.wires);
    out.clip = billboard(end + before * nodes[e.target_node].radius * 1.7, size, 1.6, c);
    out.color = vec4<f32>(vec3<f32>(0.62, 0.66, 0.74), fade * select(0.40, 0.95, is_selected || g.wires > 0.0) * g.light * fog(end));
    return out;
}

// A view that lies over the other: behind all that is in it, over all that is behind it.
@vertex fn ground_vs(@builtin(vertex_index) vi: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(corner(vi), 0.0, 1.0);
}
@fragment fn ground_fs() -> @location(0) vec4<f32> {
    return vec4<f32>(0.0024, 0.0030, 0.0048, 0.94);
}
