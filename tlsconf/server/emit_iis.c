/* SPDX-License-Identifier: MIT */
/*
 * emit_iis: PowerShell for SChannel and the bindings of IIS. SChannel's
 * settings count for the whole machine and need a restart. IIS 10 sends the
 * header and the redirect by itself (HSTS element, version 1709); the redirect
 * with ACME's exemption and the guard of the Host need the module URL Rewrite.
 */
#include "tlsconf/server/emit_iis.h"

#include <string.h>
#include <strings.h>

#include "lang.h"
#include "tlsconf/server/suite.h"

#define TLS13_WINDOWS SOFTWARE_VERSION(2022, 0, 0)

static int check(const char *path, struct fault *f)
{
	return emit_path(path, "'\"`$", "PowerShell", f);
}

static void write_protocols(struct text *out, int lowest, int highest)
{
	static const char *const names[] = {
		"SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2",
		"TLS 1.3",
	};
	int i;

	text_add(out, "\n# tls.version-min, tls.version-max\n"
		 "$schannel = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\"
		 "SecurityProviders\\SCHANNEL\\Protocols'\n"
		 "foreach ($v in @(\n");
	for (i = 0; i < 6; i++) {
		int wire = 0x02ff + i, on = wire >= lowest && wire <= highest;

		if (i == 5 && highest < 0x0304)
			break;
		text_printf(out, "    @('%s', %d)%s\n", names[i], on,
			    i == 5 || (i == 4 && highest < 0x0304) ? "" : ",");
	}
	text_add(out, ")) {\n    $key = \"$schannel\\$($v[0])\\Server\"\n"
		 "    New-Item -Path $key -Force | Out-Null\n"
		 "    New-ItemProperty -Path $key -Name Enabled -Value $v[1] "
		 "-PropertyType DWord -Force | Out-Null\n"
		 "    New-ItemProperty -Path $key -Name DisabledByDefault "
		 "-Value (1 - $v[1]) -PropertyType DWord -Force | Out-Null\n"
		 "}\n");
}

/* SChannel knows no CHACHA20 for TLS 1.2, and only these. */
static bool windows_has(const char *iana)
{
	return strstr(iana, "_GCM_") || strstr(iana, "_CBC_") ||
	       !strcmp(iana, "TLS_CHACHA20_POLY1305_SHA256");
}

static void write_list(struct text *out, const struct policy_list *l,
		       size_t *n)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		const char *iana = suite_iana(l->items[i]);

		if (iana && windows_has(iana))
			text_printf(out, "%s    '%s'", (*n)++ ? ",\n" : "",
				    iana);
	}
}

static int write_suites(struct text *out, const struct policy *p,
			int lowest, int highest, struct fault *f)
{
	size_t n = 0;

	text_add(out, "\n# tls.ciphersuites and tls.ciphers, as far as "
		      "Windows has them; all others go\n$suites = @(\n");
	if (highest == 0x0304)
		write_list(out, &p->tls_ciphersuites, &n);
	if (lowest < 0x0304)
		write_list(out, &p->tls_ciphers, &n);
	if (!n)
		return fault_set(f, _("tls.ciphers: Windows has none of "
				      "them"));
	text_add(out, "\n)\nforeach ($s in Get-TlsCipherSuite) {\n"
		 "    if ($suites -notcontains $s.Name) { "
		 "Disable-TlsCipherSuite -Name $s.Name }\n}\n"
		 "for ($i = 0; $i -lt $suites.Count; $i++) {\n"
		 "    Enable-TlsCipherSuite -Name $suites[$i] -Position $i\n"
		 "}\n");
	return 0;
}

static int write_curves(struct text *out, const struct policy *p,
			struct fault *f)
{
	static const struct {
		const char *iana, *windows;
	} known[] = {
		{ "X25519", "curve25519" }, { "secp256r1", "NistP256" },
		{ "secp384r1", "NistP384" }, { "secp521r1", "NistP521" },
	};
	size_t i, k, n = 0;

	text_add(out, "\n# tls.groups, as far as Windows has them\n"
		      "$curves = @(");
	for (i = 0; i < p->tls_groups.count; i++)
		for (k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			if (!strcasecmp(p->tls_groups.items[i],
					known[k].iana))
				text_printf(out, "%s'%s'", n++ ? ", " : "",
					    known[k].windows);
	text_add(out, ")\nforeach ($c in Get-TlsEccCurve) {\n"
		 "    if ($curves -notcontains $c) { Disable-TlsEccCurve -Name "
		 "$c }\n}\nfor ($i = 0; $i -lt $curves.Count; $i++) {\n"
		 "    Enable-TlsEccCurve -Name $curves[$i] -Position $i\n}\n");
	return n ? 0 : fault_set(f, _("tls.groups: the server's library has "
				      "none of them"));
}

/* SNI bindings (SslFlags 1): what asks for another name finds none. */
static int write_site(struct text *out, const struct emit_request *r,
		      struct fault *f)
{
	size_t i;

	if (check(r->root, f) < 0)
		return -1;
	text_printf(out, "\n# The site and its bindings; they hold for IPv4 "
		    "and IPv6. A name of its own for\n# each, so that no other "
		    "Host is answered.\nImport-Module WebAdministration\n"
		    "$site = '%s%s'\nif (-not (Test-Path "
		    "\"IIS:\\Sites\\$site\")) {\n    New-Website -Name $site "
		    "-PhysicalPath $Root -Port %d -HostHeader $names[0] | "
		    "Out-Null\n}\nforeach ($n in $names) {\n"
		    "    if (-not (Get-WebBinding -Name $site -Protocol http "
		    "-HostHeader $n)) {\n        New-WebBinding -Name $site "
		    "-Protocol http -Port %d -HostHeader $n\n    }\n"
		    "    if (-not (Get-WebBinding -Name $site -Protocol https "
		    "-HostHeader $n)) {\n        New-WebBinding -Name $site "
		    "-Protocol https -Port %d -HostHeader $n -SslFlags 1\n"
		    "    }\n    (Get-WebBinding -Name $site -Protocol https "
		    "-HostHeader $n).AddSslCertificate($Thumbprint, 'My')\n"
		    "}\n", r->names->items[0].name[0] == '*' ? "any" : "",
		    r->names->items[0].name +
		    (r->names->items[0].name[0] == '*'), r->http_port,
		    r->http_port, r->https_port);
	for (i = 0; i < r->names->count; i++)
		if (r->names->items[i].name[0] == '*') {
			text_add(out, "# A wildcard binding needs Windows "
				      "Server 2016 or later.\n");
			break;
		}
	return 0;
}

static void write_redirect(struct text *out, const struct emit_request *r,
			   const struct policy *p)
{
	char port[EMIT_PORT];
	const char *type = p->http_redirect_status == 301 ? "Permanent" :
			   p->http_redirect_status == 308 ?
			   "PermanentRedirect" :
			   p->http_redirect_status == 307 ? "Temporary" :
			   p->http_redirect_status == 303 ? "SeeOther" :
			   "Found";

	text_printf(out, "\n# http.redirect-status, by the module URL Rewrite; "
		    "path and query kept. ACME's\n# challenges are left alone "
		    "(RFC 8555 section 8.3).\n"
		    "$at = \"IIS:\\Sites\\$site\"\n"
		    "$rule = \"system.webServer/rewrite/rules/rule"
		    "[@name='khien-https']\"\n"
		    "Clear-WebConfiguration -PSPath $at -Filter $rule\n"
		    "Add-WebConfigurationProperty -PSPath $at -Filter "
		    "'system.webServer/rewrite/rules' -Name '.' -Value @{ "
		    "name = 'khien-https'; stopProcessing = 'True' }\n"
		    "Set-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/match\" -Name url -Value '^(?!\\.well-known/"
		    "acme-challenge/)'\n"
		    "Add-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/conditions\" -Name '.' -Value @{ input = "
		    "'{HTTPS}'; pattern = '^OFF$' }\n"
		    "Add-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/conditions\" -Name '.' -Value @{ input = "
		    "'{HTTP_HOST}'; pattern = '^([^:]+)' }\n"
		    "Set-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/action\" -Name type -Value Redirect\n"
		    "Set-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/action\" -Name url -Value "
		    "'https://{C:1}%s{UNENCODED_URL}'\n"
		    "Set-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/action\" -Name appendQueryString -Value False\n"
		    "Set-WebConfigurationProperty -PSPath $at -Filter "
		    "\"$rule/action\" -Name redirectType -Value %s\n",
		    emit_port(r->https_port, 443, port), type);
}

/* IIS 10 version 1709 (Windows Server 2019) has the element. */
static void write_hsts(struct text *out, const struct emit_request *r,
		       const struct policy *p)
{
	if (!r->hsts)
		return;
	text_printf(out, "\n# http.hsts-start: raised step by step to %lld "
		    "(http.hsts-target)\n"
		    "$hsts = \"system.applicationHost/sites/site"
		    "[@name='$site']/hsts\"\n"
		    "foreach ($s in @(@('enabled', 'True'), @('max-age', "
		    "%lld), @('includeSubDomains', '%s'), "
		    "@('redirectHttpToHttps', 'False'))) {\n"
		    "    Set-WebConfigurationProperty -PSPath "
		    "'MACHINE/WEBROOT/APPHOST' -Filter $hsts -Name $s[0] "
		    "-Value $s[1]\n}\n", (long long)p->http_hsts_target,
		    (long long)r->hsts,
		    p->http_hsts_subdomains ? "True" : "False");
}

int emit_iis(struct text *out, const struct emit_request *r,
	     const struct policy *p, struct fault *f)
{
	int lowest, highest;
	size_t i;

	if (!r->root || r->proxy)
		return fault_set(f, _("for iis --root was expected, the "
				      "folder of the site"));
	if (r->pair_count > 1)
		return fault_set(f, _("a binding of IIS takes one "
				      "certificate, not two"));
	if (emit_versions(p, r->software.version >= TLS13_WINDOWS, &lowest,
			  &highest, f) < 0)
		return -1;
	emit_head(out, emit_find("iis", NULL), r, p);
	text_add(out, "# The version is that of Windows Server. Not tried on Windows: "
		      "read it before you run it,\n# as administrator, on a "
		      "machine whose state you can bring back. TLS settings "
		      "hold for\n# the whole machine and need a restart. The "
		      "certificate, with its key, has to be\n# in "
		      "Cert:\\LocalMachine\\My.\n[CmdletBinding()]\nparam(\n"
		      "    [Parameter(Mandatory)] [ValidatePattern("
		      "'^[0-9A-Fa-f]{40}$')] [string] $Thumbprint,\n");
	if (check(r->root, f) < 0)
		return -1;
	text_printf(out, "    [string] $Root = '%s'\n)\n"
		    "Set-StrictMode -Version 3\n$ErrorActionPreference = "
		    "'Stop'\n$names = @(", r->root);
	for (i = 0; i < r->names->count; i++)
		text_printf(out, "%s'%s'", i ? ", " : "",
			    r->names->items[i].name);
	text_add(out, ")\n");
	write_protocols(out, lowest, highest);
	if (write_suites(out, p, lowest, highest, f) < 0 ||
	    write_curves(out, p, f) < 0 || write_site(out, r, f) < 0)
		return -1;
	write_redirect(out, r, p);
	write_hsts(out, r, p);
	return 0;
}
