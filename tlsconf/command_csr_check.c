/* SPDX-License-Identifier: MIT */
/* command_csr_check: judges requests for a certificate, whoever made them. */
#include "tlsconf/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/checks.h"
#include "tlsconf/facts.h"
#include "tlsconf/pki/bundle.h"
#include "tlsconf/pki/lint.h"

/* Adds the findings about one request to R. */
static int judge_one(struct cli *c, const struct bundle *b,
		     const struct bundle_item *i, struct report *r)
{
	struct csr_facts facts;
	struct text name = { 0 };
	struct subject s = { NULL, NULL };
	int ret;

	text_printf(&name, "%s", b->path);
	if (bundle_find(b, BUNDLE_CSR, NULL) > 1)
		text_printf(&name, ":%d", i->line);
	if (!text_ok(&name)) {
		text_free(&name);
		return fault_errno(&c->fault, _("cannot read %s"), b->path);
	}
	text_clean(name.at);
	s.name = text_get(&name);
	ret = lint_describe(i->csr, cli_value(c, "weak-keys"), &facts,
			    &c->fault);
	if (!ret)
		report_judge(r, tlsconf_csr_checks, &facts, &s);
	lint_free(&facts);
	text_free(&name);
	return ret;
}

static int judge_file(struct cli *c, const char *path, struct report *r)
{
	struct bundle b;
	size_t i;
	int ret = bundle_read(&b, path, &c->fault);

	if (!ret && !bundle_find(&b, BUNDLE_CSR, NULL)) {
		ret = fault_set(&c->fault, _("%s: there is no request in it, "
					     "but '%s'"), path,
				b.items[0].label);
		fault_hint(&c->fault, _("`khien-tlsconf inspect` looks at keys "
					"and certificates"));
	}
	for (i = 0; !ret && i < b.count; i++)
		if (b.items[i].kind == BUNDLE_CSR)
			ret = judge_one(c, &b, &b.items[i], r);
	bundle_free(&b);
	return ret;
}

int command_csr_check(struct cli *c)
{
	char subject[1100];
	struct report r;
	int i, ret = 0;

	if (c->arg_count == 1)
		snprintf(subject, sizeof(subject), "%s", c->args[0]);
	else
		snprintf(subject, sizeof(subject), _("%d files"),
			 c->arg_count);
	text_clean(subject);	/* JSON is UTF-8, file names need not be */
	report_init(&r, subject, c->policy, c->now);
	for (i = 0; i < c->arg_count && !ret; i++)
		ret = judge_file(c, c->args[i], &r);
	if (!ret && !report_ok(&r))
		ret = fault_set(&c->fault, _("out of memory"));
	if (!ret)
		ret = cli_report(c, &r, 1);
	report_free(&r);
	return ret;
}
