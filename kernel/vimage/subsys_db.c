// SPDX-License-Identifier: BSD-2-Clause
/*
 * subsys_db - debugger commands and variables every subsystem has.
 *
 * Made of the records alone: whoever writes VIMAGE_SUBSYS(x, ..) gets, with
 * no line of its own,
 *
 *	show all vimages	all subsystems with their images
 *	show all x, show xs	the images of x
 *	show x NAME|ADDR	one image with its variables and their values
 *	show vimage refs NAME	who holds the images of that owner
 *	$cur_x, $curx		the image that is current in the thread; fixed
 *	$db_x			the image V_ names without "in" are taken in;
 *				0: the current one
 *
 * An address is believed only if it is on the list of images.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/debug/db_typed.h"
#include "kernel/lib/string.h"
#include "kernel/vimage/vimage_priv.h"

#define ENTRY	"vimage_entry_"

static struct image *chosen_image[IMAGE_SLOTS];	/* [d] $db_x */

/* ------------------------------------------------------ which image */

/* The subsystem of that name, plural or not; NULL if there is none. */
static const struct vimage_subsys *
subsys_named(const char *name)
{
	size_t len;
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++) {
		len = strlen(vimage_sorted[i]->vs_name);
		if (strncmp(vimage_sorted[i]->vs_name, name, len) == 0 &&
		    (name[len] == '\0' || strcmp(name + len, "s") == 0))
			return vimage_sorted[i];
	}
	return NULL;
}

/* Is there an image at addr?  NULL if not. */
static struct image *
image_at(const struct vimage_subsys *vs, uintptr_t addr)
{
	struct image *img;

	LIST_FOREACH(img, &vs->vs_state->vss_images, im_link) {
		if (db_quit())
			break;
		if ((uintptr_t)img == addr)
			return img;
	}
	return NULL;
}

/* It may have died since it was chosen. */
struct image *
vimage_db_chosen(const struct vimage_subsys *vs)
{
	unsigned slot = vimage_slot(vs);

	if (chosen_image[slot] != NULL)
		chosen_image[slot] = image_at(vs,
		    (uintptr_t)chosen_image[slot]);
	return chosen_image[slot];
}

/* The image a word means: an owner's name, or an address. */
static struct image *
image_meant(const struct vimage_subsys *vs, char *const *words)
{
	struct image *img = vimage_db_image(vs, words[0]);
	uintptr_t addr;
	size_t size;

	if (img != NULL)
		return img;
	if (words[0][0] != '$' && (words[0][0] < '0' || words[0][0] > 'f'))
		return NULL;
	if (db_eval(1, words, &addr, &size) != 0)
		return NULL;
	return image_at(vs, addr);
}

/* ------------------------------------------------------ printing */

static void
images_head(void)
{
	db_printf("%-18s %-18s %6s %-9s %5s %10s %8s\n", "image", "owner",
	    "id", "state", "refs", "bytes", "objects");
}

static void
images_print(const struct vimage_subsys *vs)
{
	struct image *img;
	uint32_t state;

	LIST_FOREACH(img, &vs->vs_state->vss_images, im_link) {
		if (db_quit())
			return;
		state = img->im_state;
		db_printf("%18p %-18s %6u %-9s %5u %10ld %8ld\n",
		    (void *)img, img->im_name, img->im_id,
		    state <= IMAGE_DEAD ? image_state_names[state] : "?",
		    img->im_refs.rs_count, img->im_ledger.ld_bytes,
		    img->im_ledger.ld_objects);
	}
}

/* show all vimages */
static void
subsys_db_all(int nwords, char *const *words)
{
	unsigned i;

	(void)nwords, (void)words;
	for (i = 0; i < vimage_nsubsys && !db_quit(); i++) {
		db_printf("%s: %s, %u images\n", vimage_sorted[i]->vs_name,
		    vimage_sorted[i]->vs_descr,
		    vimage_sorted[i]->vs_state->vss_count);
		images_head();
		images_print(vimage_sorted[i]);
	}
}

/*
 * The variables of a subsystem lie one after the other in its section; the
 * symbols say where each begins, the types what it is.
 */
static void
variables_print(const struct vimage_subsys *vs, const struct image *img)
{
	uintptr_t at = (uintptr_t)vs->vs_start, off, start;
	struct db_typed ty;
	const char *name;
	size_t size;

	while (at < (uintptr_t)vs->vs_stop && !db_quit()) {
		if (db_sym_find(at, &name, &off) != 0 || off != 0 ||
		    strncmp(name, ENTRY, strlen(ENTRY)) != 0 ||
		    db_sym_value(name, &start, &size) != 0) {
			at++;
			continue;
		}
		db_printf("  V_%s = ", name + strlen(ENTRY));
		if (db_typed_symbol(name, &ty) == 0) {
			ty.ty_addr = at + image_bias(img);
			db_value_brief(&ty);
		}
		db_printf("\n");
		at += size > 0 ? size : 1;
	}
}

static void
image_print(const struct vimage_subsys *vs, const struct image *img)
{
	db_printf("%s %p\n", vs->vs_name, (const void *)img);
	db_printf("  %-12s = %s\n", "owner", img->im_name);
	db_printf("  %-12s = %u\n", "id", img->im_id);
	db_printf("  %-12s = %s\n", "state", img->im_state <= IMAGE_DEAD ?
	    image_state_names[img->im_state] : "?");
	db_printf("  %-12s = %u\n", "refs", img->im_refs.rs_count);
	db_printf("  %-12s = %p\n", "memory", img->im_mem);
	db_printf("  %-12s = %#lx\n", "bias", image_bias(img));
	db_printf("  %-12s = %ld bytes, %ld objects\n", "ledger",
	    img->im_ledger.ld_bytes, img->im_ledger.ld_objects);
	variables_print(vs, img);
}

/* show vimage refs NAME: each image of that owner. */
static void
subsys_db_refs(int nwords, char *const *words)
{
	struct image *img;
	int found = 0;
	unsigned i;

	for (i = 0; nwords > 0 && i < vimage_nsubsys; i++) {
		img = vimage_db_image(vimage_sorted[i], words[0]);
		if (img == NULL)
			continue;
		found = 1;
		db_printf("%s of %s: %u references\n",
		    vimage_sorted[i]->vs_name, img->im_name,
		    img->im_refs.rs_count);
		refs_db_print(&img->im_refs, "  held by ");
	}
	if (!found) {
		db_printf("usage: show vimage refs NAME, an owner's\n");
		db_fail(ENOENT);
	}
}

/* ------------------------------------------- what records make */

/* DB_WORDS_HOOK: show all SUBSYS, show SUBSYSs, show SUBSYS NAME|ADDR. */
static int
subsys_db_words(int nwords, char *const *words)
{
	const struct vimage_subsys *vs;
	struct image *img;
	int all;

	if (nwords < 2 || words[0][0] != 's' ||
	    strncmp("show", words[0], strlen(words[0])) != 0)
		return ENOENT;
	all = strcmp(words[1], "all") == 0;
	if (all && nwords != 3)
		return ENOENT;
	vs = subsys_named(words[all ? 2 : 1]);
	if (vs == NULL)
		return ENOENT;
	if (all || nwords == 2) {
		images_head();
		images_print(vs);
		return 0;
	}
	img = image_meant(vs, words + 2);
	if (img == NULL) {
		db_printf("no %s of that name: %s\n", vs->vs_name, words[2]);
		return ESRCH;
	}
	image_print(vs, img);
	return 0;
}

static struct image *
current_of(const struct vimage_subsys *vs)
{
	if (curthread == NULL)
		return NULL;
	return curthread->td_image[vimage_slot(vs)];
}

/* Which subsystem does a $name belong to, and is it $db_ (1) or $cur? */
static const struct vimage_subsys *
variable_subsys(const char *name, int *chosen)
{
	*chosen = strncmp(name, "db_", 3) == 0;
	if (*chosen)
		return vimage_find(name + 3);
	if (strncmp(name, "cur_", 4) == 0)
		return vimage_find(name + 4);
	return strncmp(name, "cur", 3) == 0 ? vimage_find(name + 3) : NULL;
}

static int
subsys_db_get(const char *name, uintptr_t *value)
{
	int chosen;
	const struct vimage_subsys *vs = variable_subsys(name, &chosen);

	if (vs == NULL)
		return ENOENT;
	*value = (uintptr_t)(chosen ? vimage_db_chosen(vs) :
	    current_of(vs));
	return 0;
}

static int
subsys_db_set(const char *name, uintptr_t value)
{
	int chosen;
	const struct vimage_subsys *vs = variable_subsys(name, &chosen);

	if (vs == NULL)
		return ENOENT;
	if (!chosen)
		return EPERM;
	if (value != 0 && image_at(vs, value) == NULL)
		return EINVAL;
	chosen_image[vimage_slot(vs)] = (struct image *)value;
	return 0;
}

static void
subsys_db_list(void)
{
	const struct vimage_subsys *vs;
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++) {
		vs = vimage_sorted[i];
		db_printf("$db_%s = %p\n$cur_%s = %p\n", vs->vs_name,
		    (void *)vimage_db_chosen(vs), vs->vs_name,
		    (void *)current_of(vs));
	}
}

/* DB_JAIL: does the thread work in an image whose owner has that name? */
static int
subsys_db_jail(const char *name)
{
	const struct image *img;
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++) {
		img = current_of(vimage_sorted[i]);
		if (img != NULL && strcmp(img->im_name, name) == 0)
			return 1;
	}
	return 0;
}

DB_WORDS_HOOK(subsys_db_words);
DB_VARIABLE(subsys, subsys_db_get, subsys_db_set, subsys_db_list);
DB_JAIL(subsys_db_jail);

DB_COMMAND("show all vimages", "", "all images of all subsystems", DB_ANY,
    subsys_db_all);
DB_COMMAND("show vimage refs", "NAME", "who holds an owner's images",
    DB_ANY, subsys_db_refs);
