import { linearChannels } from '../../common/color.js';

type Triple = [number, number, number];
type Matrix = [Triple, Triple, Triple];

/** What is seen of a colour: by most people, without red cones, without green cones (Machado, Oliveira and Fernandes 2009, severity 1). */
const EYES: Matrix[] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
];

/** Linear sRGB to cone responses, and their cube roots to Oklab (Ottosson 2020). */
const TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_OKLAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

/** How far two colours (`#rrggbb`) are apart for the eye that tells them apart least: Euclidean distance in Oklab, 1 between black and white. */
export function colorDistance(one: string, other: string): number {
  const distances = EYES.map((eye) => {
    const [a, b] = [seen(one, eye), seen(other, eye)];
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  });
  return Math.min(...distances);
}

function seen(color: string, eye: Matrix): Triple {
  const light = times(eye, linearChannels(color)).map((channel) => Math.min(1, Math.max(0, channel))) as Triple;
  return times(TO_OKLAB, times(TO_CONES, light).map(Math.cbrt) as Triple);
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple;
}
