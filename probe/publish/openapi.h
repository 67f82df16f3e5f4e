/* SPDX-License-Identifier: MIT */
/* openapi: openapi.json of this folder, built into the program. */
#ifndef KHIEN_PROBE_OPENAPI_H
#define KHIEN_PROBE_OPENAPI_H

extern const char openapi_text[];

#endif
