/* SPDX-License-Identifier: MIT */
/* proof: see proof.h. */
#include "tlsconf/proof.h"

#include <stdio.h>
#include <string.h>

#include "lang.h"
#include "text.h"
#include "tlsconf/checks.h"
#include "tlsconf/server/suite.h"

/* Whether LINE tells what is wrong: an error where BAD, else a warning. */
static bool is_telling(const char *line, bool bad, const char *harmless)
{
	static const char *const errors[] = {
		"emerg", "error", "alert", "severe", "fatal", NULL
	};
	static const char *const warnings[] = { "warn", "deprecat", NULL };
	const char *const *word = bad ? errors : warnings;

	if (harmless && strstr(line, harmless))
		return false;
	while (*word && !strcasestr(line, *word))
		word++;
	return *word != NULL;
}

/* The first line with a warning, or an error where BAD; else the last. */
static void pick_words(const char *all, bool bad, const char *harmless,
		       char *out, size_t room)
{
	const char *at, *end;

	out[0] = '\0';
	for (at = all; *at; at = *end ? end + 1 : end) {
		end = at + strcspn(at, "\n");
		if (end == at)
			continue;
		snprintf(out, room, "%.*s", (int)(end - at), at);
		if (is_telling(out, bad, harmless))
			return;
	}
	if (!bad)
		out[0] = '\0';
}

int proof_syntax(struct proof *p)
{
	struct prove_facts facts = { .have = PROVE_HAVE_SYNTAX };
	struct subject s = { p->site->emitter->name, NULL };
	struct text output = { 0 };
	int status = 0;

	if (!p->stage.test.count)
		return 1;
	if (stage_check(&p->stage, p->site->emitter->patience, &output,
			&status, &p->c->fault) < 0) {
		text_free(&output);
		return -1;
	}
	facts.syntax_ok = !status;
	pick_words(text_get(&output), status, p->site->emitter->harmless,
		   facts.syntax_words, sizeof(facts.syntax_words));
	text_free(&output);
	report_judge(&p->report, checks_slice(tlsconf_prove_checks,
					      "server.syntax",
					      "server.syntax"), &facts, &s);
	return !status;
}

/* What the server's library has no part in is not held against it. */
static void take_request(const struct proof *p, struct prove_facts *facts)
{
	const struct policy_list *groups = &p->c->policy->tls_groups;
	const struct emitter *e = p->site->emitter;
	size_t i, known = 0;

	facts->tickets_rotate = e->tickets_rotate;
	for (i = 0; i < p->request.pair_count; i++) {
		known += p->request.pairs[i].type[0] != '\0';
		facts->rsa |= !strcmp(p->request.pairs[i].type, "rsa");
		facts->ecdsa |= !strcmp(p->request.pairs[i].type, "ecdsa");
	}
	if (known && known == p->request.pair_count)
		facts->have |= PROVE_HAVE_CERT_TYPES;
	for (i = 0; i < groups->count; i++)
		if (!emit_has_group(e, &p->request.software, groups->items[i]))
			snprintf(facts->groups_lacking +
				 strlen(facts->groups_lacking),
				 sizeof(facts->groups_lacking) -
				 strlen(facts->groups_lacking), "%s%s",
				 facts->groups_lacking[0] ? ", " : "",
				 groups->items[i]);
}

/* All that is accepted, by name: versions with their ciphers, groups. */
static json_t *show_scan(const char *subject, const struct prove_facts *s)
{
	static const char *const versions[PROVE_VERSIONS] = {
		"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3",
	};
	json_t *ciphers = json_object(), *groups = json_array(), *list;
	char number[SUITE_TEXT];
	int v, i;

	for (v = 0; v < PROVE_VERSIONS; v++) {
		if (!s->cipher_count[v])
			continue;
		list = json_array();
		for (i = 0; i < s->cipher_count[v]; i++)
			json_array_append_new(list, json_string(
				suite_name(s->ciphers[v][i], number)));
		json_object_set_new(ciphers, versions[v], list);
	}
	for (i = 0; i < s->group_count; i++)
		json_array_append_new(groups, json_string(
			suite_group(s->groups[i], number)));
	return json_pack("{s:s,s:o,s:o}", "subject", subject, "ciphers",
			 ciphers, "groups", groups);
}

static int judge_name(struct proof *p, const char *address, const char *name)
{
	struct prove_facts facts = { .have = 0 };
	char title[320];
	struct subject s = { title, NULL };

	snprintf(title, sizeof(title), "%s %s", address, name);
	p->prove.name = name;
	take_request(p, &facts);
	facts.acme_planted = !p->config;
	if (prove_portal(&p->prove, &facts, &p->c->fault) < 0)
		return fault_context(&p->c->fault, "%s", title);
	json_array_append_new(p->scans, show_scan(title, &facts));
	/* but for http.response-time: a server that has just been started */
	report_judge(&p->report, checks_slice(tlsconf_checks, "https.connect",
					      "http.hsts"), &facts.web, &s);
	report_judge(&p->report, checks_slice(tlsconf_prove_checks,
					      "tls.ciphers-accepted",
					      "http.hsts-subdomains"),
		     &facts, &s);
	return 0;
}

/* A client without SNI must not find a weaker door. */
static int judge_without_sni(struct proof *p, const char *address)
{
	struct prove_facts facts = { .have = 0 };
	char title[64];
	struct subject s = { title, NULL };

	snprintf(title, sizeof(title), _("%s without SNI"), address);
	take_request(p, &facts);
	if (prove_without_sni(&p->prove, &facts, &p->c->fault) < 0)
		return fault_context(&p->c->fault, "%s", title);
	json_array_append_new(p->scans, show_scan(title, &facts));
	if (!facts.web.tls.versions_accepted)
		return 0;
	report_judge(&p->report, checks_slice(tlsconf_checks, "tls.version",
					      "tls.version"), &facts.web, &s);
	report_judge(&p->report, checks_slice(tlsconf_prove_checks,
					      "tls.ciphers-accepted",
					      "tls.ciphers-accepted"),
		     &facts, &s);
	report_judge(&p->report, checks_slice(tlsconf_prove_checks,
					      "tls.groups-accepted",
					      "tls.groups-accepted"),
		     &facts, &s);
	return 0;
}

int proof_address(struct proof *p, const char *address)
{
	const struct san_list *names = p->request.names;
	char name[SAN_NAME + 8];
	size_t i;

	if (address_parse(address, &p->prove.address) < 0)
		return fault_set(&p->c->fault, "%s", address);
	for (i = 0; i < names->count; i++) {
		const char *own = names->items[i].name;

		snprintf(name, sizeof(name), "%s%s", *own == '*' ? "any" : "",
			 own + (*own == '*'));
		if (judge_name(p, address, name) < 0)
			return -1;
	}
	return judge_without_sni(p, address);
}

int proof_gave_up(struct proof *p)
{
	struct prove_facts facts = { .have = PROVE_HAVE_SYNTAX };
	struct subject s = { _("at its start"), NULL };

	snprintf(facts.syntax_words, sizeof(facts.syntax_words), "%.319s",
		 p->c->fault.text);
	p->c->fault = (struct fault){ .text = "" };
	report_judge(&p->report, checks_slice(tlsconf_prove_checks,
					      "server.syntax",
					      "server.syntax"), &facts, &s);
	return 0;
}

int proof_server(struct proof *p)
{
	const struct software *s = &p->request.software;
	char version[SOFTWARE_TEXT], openssl[SOFTWARE_TEXT];

	p->scans = json_array();
	p->report.facts = json_pack("{s:s,s:s,s:s?,s:o}",
		"server", p->site->emitter->name,
		"version", software_format(s->version, version),
		"openssl", s->openssl ? software_format(s->openssl, openssl) :
		NULL, "scans", p->scans);
	return p->report.facts ? 0 :
	       fault_set(&p->c->fault, _("out of memory"));
}
