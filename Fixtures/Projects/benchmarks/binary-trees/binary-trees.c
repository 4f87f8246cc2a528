// The same algorithm in C, for measuring.
#include <stdio.h>
#include <stdlib.h>

typedef struct node { struct node *left, *right; } node;

static node *grown(int depth) {
  node *tree = malloc(sizeof *tree);
  tree->left = depth ? grown(depth - 1) : NULL;
  tree->right = depth ? grown(depth - 1) : NULL;
  return tree;
}

static int count(const node *tree) {
  return 1 + (tree->left ? count(tree->left) : 0) + (tree->right ? count(tree->right) : 0);
}

static void drop(node *tree) {
  if (!tree) return;
  drop(tree->left);
  drop(tree->right);
  free(tree);
}

static int counted(int depth) {
  node *tree = grown(depth);
  int nodes = count(tree);
  drop(tree);
  return nodes;
}

int main(int argc, char **argv) {
  int min = 4, max = argc > 1 ? atoi(argv[1]) : 10;
  if (max < min + 2) max = min + 2;
  printf("stretch tree of depth %d\t check: %d\n", max + 1, counted(max + 1));
  node *longLived = grown(max);
  for (int depth = min; depth <= max; depth += 2) {
    int trips = 1 << (max - depth + min), sum = 0;
    for (int i = 0; i < trips; i++) sum += counted(depth);
    printf("%d\t trees of depth %d\t check: %d\n", trips, depth, sum);
  }
  printf("long lived tree of depth %d\t check: %d\n", max, count(longLived));
  drop(longLived);
  return 0;
}
