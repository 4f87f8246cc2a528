// The same in C, for measuring.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double element(int i, int k) { return 1.0 / ((i + k) * (i + k + 1) / 2 + i + 1); }

static void multiply(int n, const double *vector, double *product) {
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int k = 0; k < n; k++) sum += element(i, k) * vector[k];
    product[i] = sum;
  }
}

static void multiply_transposed(int n, const double *vector, double *product) {
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int k = 0; k < n; k++) sum += element(k, i) * vector[k];
    product[i] = sum;
  }
}

static double dot(int n, const double *left, const double *right) {
  double sum = 0;
  for (int i = 0; i < n; i++) sum += left[i] * right[i];
  return sum;
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 100;
  double *u = malloc((size_t)n * sizeof(double));
  double *v = malloc((size_t)n * sizeof(double));
  double *between = malloc((size_t)n * sizeof(double));
  for (int i = 0; i < n; i++) u[i] = 1;
  for (int i = 0; i < 10; i++) {
    multiply(n, u, between);
    multiply_transposed(n, between, v);
    multiply(n, v, between);
    multiply_transposed(n, between, u);
  }
  printf("%.9f\n", sqrt(dot(n, u, v) / dot(n, v, v)));
}
