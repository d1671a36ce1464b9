// Distances on the globe, to the last bit as Go computes them.
#pragma once

namespace vedette::expr {

/// The haversine distance in kilometres on a sphere of radius 6371 km; arguments in degrees.
[[nodiscard]] double great_circle_km(double latitude_1, double longitude_1, double latitude_2, double longitude_2);

}  // namespace vedette::expr
