/* SPDX-License-Identifier: MIT */
/*
 * fuzz: what every harness of this folder includes first. A harness includes
 * the .c it feeds and defines LLVMFuzzerTestOneInput(). Built by libFuzzer
 * (tests/fuzz/run), or with -DFUZZ_PLAIN as a program that feeds the files it
 * is given, to see again what a fuzzer found.
 */
#ifndef KHIEN_FUZZ_H
#define KHIEN_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* DATA in a block of exactly its size, aligned as the kernel's buffers are. */
static inline void *fuzz_copy(const uint8_t *data, size_t size)
{
	void *copy = malloc(size ? size : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	return copy;
}

#ifdef FUZZ_PLAIN
int main(int argc, char **argv)
{
	static uint8_t data[1 << 20];
	int i;

	for (i = 1; i < argc; i++) {
		FILE *in = fopen(argv[i], "rb");
		size_t size;

		if (in == NULL) {
			perror(argv[i]);
			return 3;
		}
		size = fread(data, 1, sizeof(data), in);
		fclose(in);
		LLVMFuzzerTestOneInput(data, size);
	}
	return 0;
}
#endif

#endif
