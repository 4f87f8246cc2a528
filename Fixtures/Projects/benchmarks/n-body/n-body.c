// The same in C, for measuring.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define BODIES 5
#define SOLAR_MASS 39.47841760435743
#define DAYS_A_YEAR 365.24

static double mass[BODIES] = {
    1.0, 9.54791938424326609e-04, 2.85885980666130812e-04, 4.36624404335156298e-05, 5.15138902046611451e-05,
};
static double place[3 * BODIES] = {
    0, 0, 0,
    4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
    8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
    1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
    1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
};
static double velocity[3 * BODIES] = {
    0, 0, 0,
    1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05,
    -2.76742510726411899e-03, 4.99852801234917238e-03, 2.30417297573763929e-05,
    2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05,
    2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05,
};

static void offset_momentum(void) {
  for (int axis = 0; axis < 3; axis++) {
    double momentum = 0;
    for (int i = 0; i < BODIES; i++) momentum += velocity[3 * i + axis] * mass[i];
    velocity[axis] = -momentum / SOLAR_MASS;
  }
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < BODIES; i++) {
    double vx = velocity[3 * i], vy = velocity[3 * i + 1], vz = velocity[3 * i + 2];
    sum += 0.5 * mass[i] * (vx * vx + vy * vy + vz * vz);
    for (int k = i + 1; k < BODIES; k++) {
      double dx = place[3 * i] - place[3 * k];
      double dy = place[3 * i + 1] - place[3 * k + 1];
      double dz = place[3 * i + 2] - place[3 * k + 2];
      sum -= mass[i] * mass[k] / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

static void advance(double time) {
  for (int i = 0; i < BODIES; i++) {
    for (int k = i + 1; k < BODIES; k++) {
      double dx = place[3 * i] - place[3 * k];
      double dy = place[3 * i + 1] - place[3 * k + 1];
      double dz = place[3 * i + 2] - place[3 * k + 2];
      double square = dx * dx + dy * dy + dz * dz;
      double size = time / (square * sqrt(square));
      double pull = mass[k] * size;
      velocity[3 * i] -= dx * pull;
      velocity[3 * i + 1] -= dy * pull;
      velocity[3 * i + 2] -= dz * pull;
      double push = mass[i] * size;
      velocity[3 * k] += dx * push;
      velocity[3 * k + 1] += dy * push;
      velocity[3 * k + 2] += dz * push;
    }
  }
  for (int i = 0; i < 3 * BODIES; i++) place[i] += time * velocity[i];
}

int main(int argc, char **argv) {
  int steps = argc > 1 ? atoi(argv[1]) : 1000;
  for (int i = 0; i < BODIES; i++) mass[i] *= SOLAR_MASS;
  for (int i = 0; i < 3 * BODIES; i++) velocity[i] *= DAYS_A_YEAR;
  offset_momentum();
  printf("%.9f\n", energy());
  for (int i = 0; i < steps; i++) advance(0.01);
  printf("%.9f\n", energy());
}
