/* SPDX-License-Identifier: MIT */
#include "day.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

#define LINE 640

static void add_number(char line[LINE], int64_t n)
{
	size_t length = strlen(line);

	(void)snprintf(line + length, LINE - length, " %lld", (long long)n);
}

void day_begin(struct day_digest *d)
{
	memset(d, 0, sizeof(*d));
	SHA256Init(&d->context);
}

int day_add(void *arg, const struct store_rollup *r)
{
	struct day_digest *d = arg;
	char line[LINE];
	int i;

	(void)snprintf(line, sizeof(line), "%.253s", r->target);
	add_number(line, r->sums.samples);
	for (i = 0; i < STORE_KINDS; i++) {
		add_number(line, r->sums.up[i]);
		add_number(line, r->sums.down[i]);
	}
	for (i = 0; i < STORE_FAMILIES; i++) {
		add_number(line, r->sums.answers[i]);
		add_number(line, r->sums.us_sum[i]);
		add_number(line, r->sums.us_max[i]);
	}
	strcat(line, "\n");	/* 17 numbers of 20 digits at most: it fits */
	SHA256Update(&d->context, (const uint8_t *)line, strlen(line));
	d->targets++;
	return 0;
}

static void to_hex(const uint8_t raw[SHA256_DIGEST_LENGTH],
		   char hex[STORE_HASH])
{
	size_t i;

	for (i = 0; i < SHA256_DIGEST_LENGTH; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", raw[i]);
}

int64_t day_end(struct day_digest *d, char digest[STORE_HASH])
{
	uint8_t raw[SHA256_DIGEST_LENGTH];

	SHA256Final(raw, &d->context);
	to_hex(raw, digest);
	return d->targets;
}

void day_entry_hash(const struct store_entry *e, char hex[STORE_HASH])
{
	uint8_t raw[SHA256_DIGEST_LENGTH];
	char line[256], day[CLOCK_TEXT];
	SHA2_CTX c;

	(void)snprintf(line, sizeof(line), "%lld %.10s %lld %s %s\n",
		       (long long)e->number, clock_format(e->day, day),
		       (long long)e->targets, e->digest, e->previous);
	SHA256Init(&c);
	SHA256Update(&c, (const uint8_t *)line, strlen(line));
	SHA256Final(raw, &c);
	to_hex(raw, hex);
}
