// SPDX-License-Identifier: BSD-2-Clause
/*
 * vimage_db - subsystems and images, for the debugger.
 *
 * Nothing here knows a subsystem: all is made of the records, so whatever
 * is instanced tomorrow can be printed today.  V_x in an expression is the
 * variable in the image that "in" names, by its owner's name, else in the
 * image of the thread that is looked at, else in the base image.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/vimage/vimage_priv.h"

#define ENTRY	"vimage_entry_"

/* ---------------------------------------------------------- variables */

static const struct vimage_subsys *
subsys_of(uintptr_t addr)
{
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++)
		if (addr >= (uintptr_t)vimage_sorted[i]->vs_start &&
		    addr < (uintptr_t)vimage_sorted[i]->vs_stop +
		    VIMAGE_RESERVE)
			return vimage_sorted[i];
	return NULL;
}

/* The image of vs whose owner has that name; NULL if there is none. */
struct image *
vimage_db_image(const struct vimage_subsys *vs, const char *name)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	struct image *img;

	if (strcmp(name, "0") == 0)
		return vss->vss_base;
	LIST_FOREACH(img, &vss->vss_images, im_link) {
		if (db_quit())
			break;
		if (strcmp(img->im_name, name) == 0)
			return img;
	}
	return NULL;
}

static struct image *
image_wanted(const struct vimage_subsys *vs, const char *where)
{
	struct image *img = NULL;

	if (where != NULL)
		return vimage_db_image(vs, where);
	img = vimage_db_chosen(vs);
	if (img == NULL && curthread != NULL)
		img = curthread->td_image[vimage_slot(vs)];
	return img != NULL ? img : vimage_base(vs);
}

/* DB_ADDR: V_x [in NAME]. */
static int
vimage_db_find(const char *name, const char *where, uintptr_t *addr,
    size_t *size)
{
	const struct vimage_subsys *vs;
	char symbol[80] = ENTRY;
	struct image *img;

	if (strncmp(name, "V_", 2) != 0)
		return ENOENT;
	strlcat(symbol, name + 2, sizeof(symbol));
	if (db_sym_value(symbol, addr, size) != 0)
		return ENOENT;
	vs = subsys_of(*addr);
	if (vs == NULL)
		return ENOENT;
	img = image_wanted(vs, where);
	if (img == NULL)
		return ENOENT;
	*addr += image_bias(img);
	return 0;
}

DB_ADDR(vimage_db_find);

static void
var_print(const char *name, uintptr_t addr, size_t size)
{
	uint64_t value = 0;

	db_printf("  V_%-28s %#lx %6zu", name, addr, size);
	if (size > 0 && size <= sizeof(value) &&
	    db_read(addr, &value, size) == 0)
		db_printf("  %#lx", value);
	db_printf("\n");
}

static void
vars_print(const struct vimage_subsys *vs, const struct image *img)
{
	uintptr_t at = (uintptr_t)vs->vs_start, off, start, end;
	const char *name;
	size_t size;

	end = (uintptr_t)vs->vs_stop + vs->vs_state->vss_extent;
	while (at < end && !db_quit()) {
		if (db_sym_find(at, &name, &off) != 0 || off != 0 ||
		    strncmp(name, ENTRY, strlen(ENTRY)) != 0 ||
		    db_sym_value(name, &start, &size) != 0) {
			at++;
			continue;
		}
		var_print(name + strlen(ENTRY), at + image_bias(img), size);
		at += size > 0 ? size : 1;
	}
}

/* The subsystem a word names, having complained if it names none. */
static const struct vimage_subsys *
subsys_arg(int nwords, char *const *words)
{
	const struct vimage_subsys *vs = NULL;

	if (nwords > 0)
		vs = vimage_find(words[0]);
	if (vs == NULL)
		db_printf("no such subsystem\n");
	return vs;
}

/* show vimage vars SUBSYS [in NAME] */
static void
vimage_db_vars(int nwords, char *const *words)
{
	const struct vimage_subsys *vs = subsys_arg(nwords, words);
	struct image *img;

	if (vs == NULL)
		return;
	img = image_wanted(vs, nwords > 2 ? words[2] : NULL);
	if (img == NULL) {
		db_printf("no such image\n");
		return;
	}
	db_printf("%s of %s at bias %#lx\n", vs->vs_name, img->im_name,
	    image_bias(img));
	vars_print(vs, img);
}

/* --------------------------------------------------- subsystems, images */

static void
func_print(const char *what, uintptr_t func)
{
	if (func == 0)
		return;
	db_printf("  %-12s = ", what);
	db_print_symbol(func);
	db_printf("\n");
}

/* show vimage subsys [NAME] */
static void
vimage_db_subsys(int nwords, char *const *words)
{
	const struct vimage_subsys *vs;
	unsigned i;

	for (i = 0; i < vimage_nsubsys && !db_quit(); i++) {
		vs = vimage_sorted[i];
		if (nwords > 0 && strcmp(words[0], vs->vs_name) != 0)
			continue;
		db_printf("VIMAGE subsystem '%s' (%p)\n", vs->vs_name,
		    (const void *)vs);
		db_printf("  %-12s = %s\n", "descr", vs->vs_descr);
		db_printf("  %-12s = %s\n", "parameter", vs->vs_param);
		db_printf("  %-12s = %u\n", "slot", vimage_slot(vs));
		db_printf("  %-12s = %d\n", "phase", (int)vs->vs_phase);
		db_printf("  %-12s = %d\n", "layer", vs->vs_layer);
		db_printf("  %-12s = %p\n", "start",
		    (const void *)vs->vs_start);
		db_printf("  %-12s = %ld\n", "size",
		    (long)(vs->vs_stop - vs->vs_start));
		db_printf("  %-12s = %u\n", "images",
		    vs->vs_state->vss_count);
		func_print("create", (uintptr_t)vs->vs_create);
		func_print("shutdown", (uintptr_t)vs->vs_shutdown);
		func_print("destroy", (uintptr_t)vs->vs_destroy);
	}
}

static void
image_line(const struct image *img)
{
	uint32_t state = img->im_state;

	db_printf("%-10s %-16s %5u %-9s %18p %5u %10ld %8ld\n",
	    img->im_subsys->vs_name, img->im_name, img->im_id,
	    state <= IMAGE_DEAD ? image_state_names[state] : "?",
	    (const void *)img, img->im_refs.rs_count,
	    img->im_ledger.ld_bytes, img->im_ledger.ld_objects);
}

/* show vimage images [SUBSYS] */
static void
vimage_db_images(int nwords, char *const *words)
{
	const struct vimage_subsys *vs;
	struct image *img;
	unsigned i;

	db_printf("%-10s %-16s %5s %-9s %18s %5s %10s %8s\n", "subsystem",
	    "owner", "id", "state", "address", "refs", "bytes", "objects");
	for (i = 0; i < vimage_nsubsys; i++) {
		vs = vimage_sorted[i];
		if (nwords > 0 && strcmp(words[0], vs->vs_name) != 0)
			continue;
		LIST_FOREACH(img, &vs->vs_state->vss_images, im_link) {
			if (db_quit())
				return;
			image_line(img);
		}
	}
}

void (*vimage_db_parts)(const struct vimage_subsys *vs, int ending);

void
vimage_db_turn(const char *name, int phase, int layer, int ending,
    const uintptr_t *funcs)
{
	db_printf("%-12s %5d %5d  ", name, phase, layer);
	db_print_symbol(funcs[ending]);
	if (ending) {
		db_printf(" ");
		db_print_symbol(funcs[2]);
	}
	db_printf("\n");
}

static void
turn_print(const struct vimage_subsys *vs, int ending)
{
	const uintptr_t funcs[] = { (uintptr_t)vs->vs_create,
	    (uintptr_t)vs->vs_shutdown, (uintptr_t)vs->vs_destroy };

	vimage_db_turn(vs->vs_name, (int)vs->vs_phase, vs->vs_layer, ending,
	    funcs);
	if (vimage_db_parts != NULL)
		vimage_db_parts(vs, ending);
}

/* show vimage sysinit: the order of making; the end is the reverse. */
static void
vimage_db_sysinit(int nwords, char *const *words)
{
	unsigned i;

	(void)nwords, (void)words;
	db_printf("%-12s %5s %5s  %s\n", "subsystem", "phase", "layer",
	    "create");
	for (i = 0; i < vimage_nsubsys && !db_quit(); i++)
		turn_print(vimage_sorted[i], 0);
}

/* show vimage sysuninit: the order of ending, both passes. */
static void
vimage_db_sysuninit(int nwords, char *const *words)
{
	unsigned i;

	(void)nwords, (void)words;
	db_printf("%-12s %5s %5s  %-24s %s\n", "subsystem", "phase", "layer",
	    "shutdown", "destroy");
	for (i = vimage_nsubsys; i > 0 && !db_quit(); i--)
		turn_print(vimage_sorted[i - 1], 1);
}

/* show vimage recursions */
static void
vimage_db_recursions(int nwords, char *const *words)
{
	const struct vimage_nesting *vn = vimage_nestings;

	(void)nwords, (void)words;
	db_printf("%8s %5s  %s\n", "times", "slot", "place");
	for (; vn < vimage_nestings + VIMAGE_NESTINGS && vn->vn_func; vn++)
		db_printf("%8lu %5u  %s() line %d\n", vn->vn_count,
		    vn->vn_slot, vn->vn_func, vn->vn_line);
}

/* ------------------------------------------------------------- ledgers */

static void
ledger_line(const struct ledger_entry *le, void *arg)
{
	const struct alloc_site *site = le->le_site;

	(void)arg;
	if (db_quit())
		return;
	db_printf("%10ld %8ld  %s:%d %s\n", le->le_bytes, le->le_objects,
	    site->as_file, site->as_line, site->as_func);
}

/* show vimage ledger NAME: each image of that owner. */
static void
vimage_db_ledger(int nwords, char *const *words)
{
	struct image *img;
	unsigned i;

	if (nwords < 1) {
		db_printf("usage: show vimage ledger NAME\n");
		return;
	}
	for (i = 0; i < vimage_nsubsys; i++) {
		img = vimage_db_image(vimage_sorted[i], words[0]);
		if (img == NULL)
			continue;
		db_printf("%s of %s: %ld bytes, %ld objects\n",
		    vimage_sorted[i]->vs_name, img->im_name,
		    img->im_ledger.ld_bytes, img->im_ledger.ld_objects);
		ledger_report(&img->im_ledger, ledger_line, NULL);
		refs_db_print(&img->im_refs, "  held by ");
	}
}

DB_COMMAND("show vimage subsys", "[NAME]", "instanced subsystems",
    DB_ANY, vimage_db_subsys);
DB_COMMAND("show vimage images", "[SUBSYS]", "all images and their state",
    DB_ANY, vimage_db_images);
DB_COMMAND("show vimage vars", "SUBSYS [in NAME]",
    "the variables of a subsystem", DB_ANY, vimage_db_vars);
DB_COMMAND("show vimage sysinit", "", "the order images are made in",
    DB_ANY, vimage_db_sysinit);
DB_COMMAND("show vimage sysuninit", "", "the order images end in",
    DB_ANY, vimage_db_sysuninit);
DB_COMMAND("show vimage recursions", "",
    "places that set an image over another", DB_ANY, vimage_db_recursions);
DB_COMMAND("show vimage ledger", "NAME",
    "what an owner's images hold, by call site", DB_ANY, vimage_db_ledger);
