# SPDX-License-Identifier: MIT
# khien: one non-recursive makefile. `make help` lists the targets.
#
# Variables for the builder:
#   PREFIX=/usr/local  DESTDIR=   where `make install` puts things
#   CC CFLAGS LDFLAGS             yours win over ours
#   SAN=address,undefined         a sanitizer build, in build/san-…
#   V=1                           show whole commands
#   WERROR=1                      warnings are errors

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/khien
LOCALEDIR ?= $(PREFIX)/share/locale
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
UNITDIR ?= $(PREFIX)/lib/systemd/system
INSTALL ?= install
PKG_CONFIG ?= pkg-config
VERSION := 0.1.0

comma := ,
VARIANT := $(if $(SAN),san-$(subst $(comma),-,$(SAN)),plain)
B := build/$(VARIANT)
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(2)')

# ---- which folder needs which library; a program gets only its own ----

PARTS := lib net tlsconf dnssec ipv6 probe
TOOLS := tlsconf dnssec ipv6 probe

PKGS_lib := jansson libmd
PKGS_net := libcurl libunbound ldns libssl libcrypto libevent
PKGS_tlsconf := libssl libcrypto libidn2 p11-kit-1
PKGS_dnssec := ldns libcrypto
PKGS_ipv6 := libmnl
PKGS_probe := libevent sqlite3 zlib libmd

# archives a program or test of that folder is linked with, in link order
ARCHIVES_lib := lib
ARCHIVES_net := net lib
ARCHIVES_tlsconf := tlsconf net lib
ARCHIVES_dnssec := dnssec net lib
ARCHIVES_ipv6 := ipv6 lib
ARCHIVES_probe := probe tlsconf dnssec ipv6 net lib

pkgs_of = $(sort $(foreach p,$(ARCHIVES_$(1)),$(PKGS_$(p))))
archives_of = $(foreach p,$(ARCHIVES_$(1)),$(B)/lib$(p).a)

# ---- flags ----

probe_flag = $(shell $(CC) $(1) -Werror -x c -c -o /dev/null /dev/null 2>/dev/null && echo '$(1)')

ifeq ($(wildcard $(B)/flags.mk),)
$(shell mkdir -p $(B))
FLAGS_FOUND := $(foreach f,-fstack-protector-strong -fstack-clash-protection -fcf-protection \
	-Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings \
	-ffile-prefix-map=$(CURDIR)=.,$(call probe_flag,$(f)))
$(file >$(B)/flags.mk,FLAGS_FOUND := $(FLAGS_FOUND))
endif
-include $(B)/flags.mk

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wpedantic $(if $(WERROR),-Werror)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)
FORTIFY := $(if $(SAN),,-D_FORTIFY_SOURCE=2)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Ilib -I. -I$(B) $(WARN) $(FLAGS_FOUND) -fPIE -pthread \
	$(FORTIFY) $(SANFLAGS) -MMD -MP $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,--as-needed -Wl,-z,relro,-z,now -pthread $(SANFLAGS) $(LDFLAGS)
DEFINES = -DKHIEN_VERSION='"$(VERSION)"' -DKHIEN_LOCALEDIR='"$(LOCALEDIR)"'

# ---- what there is ----

sources = $(sort $(wildcard $(1)/*.c $(1)/*/*.c))
objects = $(patsubst %.c,$(B)/%.o,$(filter-out %/main.c,$(call sources,$(1))))

BINARIES := $(foreach t,$(TOOLS),$(if $(wildcard $(t)/main.c),$(B)/khien-$(t)))
UNIT_SOURCES := $(sort $(wildcard tests/unit/*.c))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT_SOURCES))
BENCH_SOURCES := $(sort $(wildcard tests/bench/*.c))
MO := $(patsubst po/%.po,$(B)/locale/%/LC_MESSAGES/khien.mo,$(wildcard po/*.po))
MANPAGES := $(sort $(wildcard man/*.[1-8]))
# the first is the default
PROFILES := policy/tt32-2017.json policy/strict.json

.PHONY: all help check check-unit check-san demo bench torture install uninstall clean
.DELETE_ON_ERROR:

all: $(BINARIES) $(B)/khien $(MO) ## build everything

# ---- rules ----

# whole flag line: a change of flags rebuilds
$(B)/flags.stamp: FORCE
	$(Q)mkdir -p $(@D); echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(subst ',,$(DEFINES))' >$@.new; \
	if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
FORCE:

define part_rules
CFLAGS_$(1) := $$(shell $(PKG_CONFIG) --cflags $$(call pkgs_of,$(1)))
LIBS_$(1) := $$(shell $(PKG_CONFIG) --libs $$(call pkgs_of,$(1)))
$(B)/$(1)/%.o: $(1)/%.c $(B)/flags.stamp
	$$(call say,CC,$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) $$(DEFINES) $$(CFLAGS_$(1)) -c -o $$@ $$<
$(B)/lib$(1).a: $$(call objects,$(1)) $(if $(filter lib,$(1)),$(B)/lib/profiles.o) $(if $(filter probe,$(1)),$(B)/probe/openapi.o)
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@ && $$(AR) crs $$@ $$^
endef
$(foreach p,$(PARTS),$(eval $(call part_rules,$(p))))

# the published profiles, embedded so that a program works without files
$(B)/lib/profiles.c: $(PROFILES)
	$(call say,EMBED,$(PROFILES))
	$(Q)mkdir -p $(@D)
	$(Q){ echo '#include "policy_embedded.h"'; n=0; for f in $(PROFILES); do n=$$((n+1)); \
	  echo "static const unsigned char profile_$$n[] = {"; od -An -v -tu1 $$f | sed 's/  */ /g;s/^ //;s/ /,/g;s/$$/,/'; echo '0};'; done; \
	  echo 'const struct policy_embedded policy_embedded[] = {'; n=0; for f in $(PROFILES); do n=$$((n+1)); \
	  echo "{ \"$$(basename $$f .json)\", (const char *)profile_$$n, sizeof(profile_$$n) - 1 },"; done; echo '{ 0, 0, 0 } };'; } >$@
$(B)/lib/profiles.o: $(B)/lib/profiles.c
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# the description of the probe's API, which the probe serves
$(B)/probe/openapi.c: probe/publish/openapi.json
	$(call say,EMBED,$<)
	$(Q)mkdir -p $(@D)
	$(Q){ echo '#include "probe/publish/openapi.h"'; echo 'const char openapi_text[] = {'; \
	  od -An -v -td1 $< | sed 's/  */ /g;s/^ //;s/ /,/g;s/$$/,/'; echo '0};'; } >$@
$(B)/probe/openapi.o: $(B)/probe/openapi.c
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

define tool_rules
$(B)/khien-$(1): $(B)/$(1)/main.o $$(call archives_of,$(1))
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $(B)/$(1)/main.o $$(call archives_of,$(1)) $$(LIBS_$(1))
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rules,$(t))))

$(B)/khien: khien.in
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)sed 's|@VERSION@|$(VERSION)|' $< >$@ && chmod 755 $@

# a unit test is named FOLDER_noun.c and linked with that folder's archives
define unit_rules
$(B)/tests/$(1)_%: tests/unit/$(1)_%.c $$(call archives_of,$(1)) $(B)/flags.stamp $(wildcard tests/unit/*.h)
	$$(call say,TEST,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) $$(DEFINES) -Itests/unit $$(CFLAGS_$(1)) $$(ALL_LDFLAGS) -o $$@ $$< $$(call archives_of,$(1)) $$(LIBS_$(1)) -lcmocka
endef
$(foreach p,$(PARTS),$(eval $(call unit_rules,$(p))))

$(B)/locale/%/LC_MESSAGES/khien.mo: po/%.po
	$(call say,MSGFMT,$<)
	$(Q)mkdir -p $(@D)
	$(Q)msgfmt --check -o $@ $<

.PHONY: pot
pot: ## collect the messages of the sources into po/khien.pot and merge po/*.po
	$(Q)xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --no-location --sort-output \
	  --package-name=khien --copyright-holder='the khien authors' -o po/khien.pot \
	  $(foreach p,$(PARTS),$(sort $(wildcard $(p)/*.[ch] $(p)/*/*.[ch])))
	$(Q)sed -i '/^"POT-Creation-Date/d;/^"PO-Revision-Date/d;s/charset=CHARSET/charset=UTF-8/' po/khien.pot
	$(Q)for f in po/*.po; do msgmerge --quiet --no-fuzzy-matching --sort-output --no-location -o $$f.new $$f po/khien.pot && sed '/^"POT-Creation-Date/d' $$f.new >$$f && rm $$f.new; done

# ---- tests ----

check: all $(UNIT_TESTS) ## run all tests (also the unit tests under ASan and UBSan)
	$(Q)B=$(B) tests/run

$(B)/.tests: $(UNIT_TESTS)
	$(Q)touch $@

check-unit: $(UNIT_TESTS) ## run the unit tests of this variant
	$(Q)B=$(B) tests/run unit

demo: all ## the main job in two minutes: from nothing to HTTPS + IPv6 + DNSSEC (KEEP=1 leaves it running)
	$(Q)B=$(B) tests/lab/demo

bench: all ## benchmarks, beside other tools in the same run
	$(Q)B=$(B) tests/bench/run

torture: all ## kill at every system call, fail every allocation: takes long
	$(Q)B=$(B) tests/run torture

# ---- installing ----

D := $(DESTDIR)
INSTALLED = $(BINDIR)/khien $(TOOLS:%=$(BINDIR)/khien-%) \
	$(foreach m,$(notdir $(MANPAGES)),$(MANDIR)/man$(subst .,,$(suffix $(m)))/$(m)) \
	$(PROFILES:policy/%=$(DATADIR)/policy/%) $(patsubst policy/%,$(DATADIR)/%,$(wildcard policy/schema/*.json)) \
	$(patsubst po/%.po,$(LOCALEDIR)/%/LC_MESSAGES/khien.mo,$(wildcard po/*.po)) \
	$(foreach t,khien $(TOOLS:%=khien-%),$(BASHDIR)/$(t) $(ZSHDIR)/_$(t) $(FISHDIR)/$(t).fish) \
	$(patsubst contrib/systemd/%,$(UNITDIR)/%,$(wildcard contrib/systemd/*.service))

install: all ## install below DESTDIR and PREFIX
	$(Q)$(INSTALL) -d $(sort $(foreach f,$(INSTALLED),$(D)$(dir $(f))))
	$(Q)$(INSTALL) -m 755 $(B)/khien $(BINARIES) $(D)$(BINDIR)/
	$(Q)for m in $(MANPAGES); do $(INSTALL) -m 644 $$m $(D)$(MANDIR)/man$${m##*.}/; done
	$(Q)$(INSTALL) -m 644 $(PROFILES) $(D)$(DATADIR)/policy/
	$(Q)for f in $(notdir $(wildcard policy/schema/*.json)); do $(INSTALL) -m 644 policy/schema/$$f $(D)$(DATADIR)/schema/; done
	$(Q)for l in $(patsubst po/%.po,%,$(wildcard po/*.po)); do $(INSTALL) -m 644 $(B)/locale/$$l/LC_MESSAGES/khien.mo $(D)$(LOCALEDIR)/$$l/LC_MESSAGES/; done
	$(Q)for t in khien $(TOOLS:%=khien-%); do \
	  $(B)/$$t completion bash >$(D)$(BASHDIR)/$$t && $(B)/$$t completion zsh >$(D)$(ZSHDIR)/_$$t && \
	  $(B)/$$t completion fish >$(D)$(FISHDIR)/$$t.fish || exit 1; done
	$(Q)for u in $(wildcard contrib/systemd/*.service); do sed 's|@BINDIR@|$(BINDIR)|' $$u >$(D)$(UNITDIR)/$${u##*/} && chmod 644 $(D)$(UNITDIR)/$${u##*/} || exit 1; done

uninstall: ## remove what `make install` put there
	$(Q)rm -f $(foreach f,$(INSTALLED),$(D)$(f))
	$(Q)for d in $(DATADIR)/policy $(DATADIR)/schema $(DATADIR); do [ ! -d $(D)$$d ] || rmdir --ignore-fail-on-non-empty $(D)$$d; done

clean: ## remove build/
	$(Q)rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

-include $(shell find $(B) -name '*.d' 2>/dev/null)
