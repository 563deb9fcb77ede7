//! Pictures stand as they are. A golden picture hardly changes where one of small points is turned over: of
//! spikes, an image, a row of neighbours.

use super::*;

/// Pictures that are painted: where, and which part of the picture lies at the upper left and at the lower right.
fn pictures(shapes: &[ClippedShape]) -> Vec<(egui::Rect, [Pos2; 2])> {
    let meshes = shapes.iter().filter_map(|shape| match &shape.shape {
        // The default texture is that of letters.
        Shape::Mesh(mesh) if mesh.texture_id != egui::TextureId::default() => Some(mesh),
        _ => None,
    });
    let quads = meshes.flat_map(|mesh| mesh.vertices.chunks_exact(4));
    let corners = quads.map(|quad| {
        let place = egui::Rect::from_points(&[0, 1, 2, 3].map(|i| quad[i].pos));
        let at = |corner: Pos2| quad.iter().find(|vertex| vertex.pos == corner).map(|v| v.uv);
        let both = [place.min, place.max].map(|corner| at(corner).expect("a rectangle"));
        (place, both)
    });
    corners.collect()
}

#[test]
fn every_picture_stands_upright() {
    for preset in ["weights-196", "paths-sbm"] {
        let mut screen = Screen::of(preset);
        screen.at((1280.0, 800.0));
        let shapes = screen.pass(Vec::new()).0;
        let found = pictures(&shapes);
        let widest = found.iter().map(|(place, _)| place.width()).fold(0.0, f32::max);
        // The raster is the widest; the image and its neighbours are there too.
        assert!(found.len() >= 3 && widest > 300.0, "{preset}: {found:?}");
        for (place, both) in found {
            assert_eq!(both, [pos2(0.0, 0.0), pos2(1.0, 1.0)], "{preset}, {place:?}");
        }
    }
}
