// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_module - subsystems that come and go with modules.
 *
 * A subsystem that comes is given to every living jail as it would have got
 * it when it was made: an image of its own where the subsystem says so, else
 * that of the jail above.  Makers wait at the gate meanwhile, so none is
 * missed and none gets it twice; what fails is taken back everywhere.
 *
 * One that goes is taken from all jails first, and from all threads; then
 * its images end one by one.  Jails that are ending have taken their images
 * with them and end them by themselves; the subsystem waits for those.
 *
 * Locks: [j] jail_lock, dropped around every image callback.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/module_user.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/waitq.h"

#define TICK_NS	5000000ul	/* between looks at who is left */

/* -------------------------------------------------------- the threads */

static int
thread_slot_load(struct thread *td, void *arg)
{
	unsigned slot = *(const unsigned *)arg;
	const struct proc *p = td->td_proc;
	struct image *img;
	struct jail *j;

	if (td->td_cred == NULL || p == NULL)
		return 0;
	j = jail_of(td->td_cred);
	/*
	 * One on its way out of a jail has let go of its images; one that a
	 * fork is about to start has its parent's, before it joins.
	 */
	if (j != &prison0 && list_empty(&p->p_jaillink) &&
	    td->td_state != TD_NEW)
		return 0;
	img = j->j_image[slot];
	td->td_image[slot] = img;
	td->td_image_bias[slot] = img != NULL ? image_bias(img) :
	    IMAGE_POISON(slot);
	return 0;
}

/* Let all threads have what their jails have in slot, at once. */
static void
slot_load(unsigned slot)
{
	uint64_t flags = cpu_intr_save();
	uint32_t i;

	db_stop_enter(NULL);
	thread_foreach(thread_slot_load, &slot);
	for (i = 0; i < cpu_count; i++)
		if (cpu_table[i] != NULL && cpu_table[i]->pc_thread != NULL)
			cpu_table[i]->pc_image[slot] =
			    cpu_table[i]->pc_thread->td_image_bias[slot];
	db_stop_leave();
	cpu_intr_restore(flags);
}

/* ------------------------------------------------------------- coming */

/* The next living jail after j in pre-order, with a reference, or NULL. */
static struct jail *
jail_next_held(struct jail *j, struct ref *ref)
{
	mutex_lock(&jail_lock);
	do
		j = jail_next(&prison0, j);
	while (j != NULL && jail_ref(j, ref) != 0);
	mutex_unlock(&jail_lock);
	return j;
}

/* As in jail_build: its own, or that of the jail above. */
static int
image_give(struct jail *j, const struct vimage_subsys *vs)
{
	unsigned slot = vimage_slot(vs);
	struct image *parent = j->j_parent->j_image[slot], *img = parent;
	char name[JAIL_NAME_MAX];
	int error, own = (vs->vs_flags & VS_OWN) != 0 && parent != NULL;

	if (own) {
		mutex_lock(&jail_lock);
		jail_name(&prison0, j, name, sizeof(name));
		mutex_unlock(&jail_lock);
		error = image_create(vs, parent, name, j, &img);
		if (error != 0)
			return error;
		image_publish(img);
	}
	mutex_lock(&jail_lock);
	j->j_image[slot] = img;
	if (own)
		j->j_owned |= 1u << slot;
	mutex_unlock(&jail_lock);
	return 0;
}

static int
subsys_join(const struct vimage_subsys *vs)
{
	struct jail *j = &prison0, *next;
	struct ref ref[2];
	int error = 0, at = 0;

	jail_param_subsys_add(vs);
	vimage_gate_close();
	prison0.j_image[vimage_slot(vs)] = vimage_base(vs);
	while ((next = jail_next_held(j, &ref[at])) != NULL) {
		if (j != &prison0)
			jail_drop(j, &ref[!at]);
		j = next;
		at = !at;
		error = image_give(j, vs);
		if (error != 0)
			break;
	}
	if (j != &prison0)
		jail_drop(j, &ref[!at]);
	if (error == 0)
		slot_load(vimage_slot(vs));
	vimage_gate_open();
	return error;
}

/* -------------------------------------------------------------- going */

/* From all jails that are not ending; their own images become orphans. */
static void
images_take(const struct vimage_subsys *vs)
{
	unsigned slot = vimage_slot(vs);
	struct jail *j;

	mutex_lock(&jail_lock);
	for (j = &prison0; j != NULL; j = jail_next(&prison0, j)) {
		if (j->j_state >= JAIL_DYING_ST)
			continue;
		if (jail_owns(j, slot) && j != &prison0) {
			j->j_image[slot]->im_orphan = 1;
			j->j_owned &= ~(1u << slot);
		}
		j->j_image[slot] = NULL;
	}
	mutex_unlock(&jail_lock);
}

static struct image *
orphan_find(const struct vimage_subsys *vs)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	struct image *img, *found = NULL;

	spin_lock(&vss->vss_lock);
	LIST_FOREACH(img, &vss->vss_images, im_link)
		if (img->im_orphan)
			found = img;
	spin_unlock(&vss->vss_lock);
	return found;
}

static void
pause_for(uint64_t ns)
{
	static struct spinlock lock = SPIN_INITIALIZER("kld_quiet");
	struct waitq wait;
	uint64_t end = clock_uptime_ns() + ns;

	waitq_init(&wait, "subsys");
	spin_lock(&lock);
	while (clock_uptime_ns() < end)
		waitq_sleep(&wait, &lock, 0, end);
	spin_unlock(&lock);
}

static void
subsys_leave(const struct vimage_subsys *vs)
{
	struct image *img;

	vimage_gate_close();
	images_take(vs);
	slot_load(vimage_slot(vs));
	vimage_gate_open();
	while ((img = orphan_find(vs)) != NULL) {
		image_shutdown(img);
		image_wait(img, WQ_FOREVER);
		image_destroy(img);
	}
	/* Those of ending jails; the last is the base image. */
	while (vs->vs_state->vss_count > 1)
		pause_for(TICK_NS);
}

/* ----------------------------------------------- what leads to a module */

struct images_query {
	struct module_use *iq_use;		/* [t] */
	const char *iq_name;			/* [t] the owner's */
	int iq_all;		/* [t] each counts, not those of its kinds */
};

/* A reference to one of its images, or of a kind that is its own. */
static int
ref_look(const struct ref *rf, void *arg)
{
	const struct images_query *iq = arg;

	if (iq->iq_all || module_has(iq->iq_use, (uintptr_t)rf->rf_kind))
		module_note(iq->iq_use, "%s %p of %s",
		    rf->rf_kind->rk_name, rf->rf_holder, iq->iq_name);
	return 0;
}

static int
image_look(struct image *img, void *arg)
{
	struct images_query *iq = arg;

	iq->iq_name = img->im_name;
	refs_foreach(&img->im_refs, ref_look, iq);
	return 0;
}

/* The next jail of all, which holds nothing meanwhile: under jail_lock. */
static void
jails_look(struct images_query *iq)
{
	struct jail *j;

	mutex_lock(&jail_lock);
	for (j = &prison0; j != NULL; j = jail_next(&prison0, j)) {
		iq->iq_name = j->j_name;
		refs_foreach(&j->j_refs, ref_look, iq);
	}
	mutex_unlock(&jail_lock);
}

static void
ref_users(struct module_use *mu)
{
	struct images_query iq = { .iq_use = mu };
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++) {
		iq.iq_all = module_has(mu, (uintptr_t)vimage_sorted[i]);
		image_foreach(vimage_sorted[i], image_look, &iq);
	}
	iq.iq_all = 0;
	jails_look(&iq);
}

/* Memory of an image or jail that the module's code allocated. */
static void
charge_look(const struct ledger_entry *le, void *arg)
{
	const struct images_query *iq = arg;

	if (module_has(iq->iq_use, (uintptr_t)le->le_site))
		module_note(iq->iq_use, "%s() line %d in %s",
		    le->le_site->as_func, le->le_site->as_line, iq->iq_name);
}

static int
image_charges(struct image *img, void *arg)
{
	struct images_query *iq = arg;

	iq->iq_name = img->im_name;
	ledger_report(&img->im_ledger, charge_look, iq);
	return 0;
}

static void
charge_users(struct module_use *mu)
{
	struct images_query iq = { .iq_use = mu };
	struct jail *j;
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++)
		image_foreach(vimage_sorted[i], image_charges, &iq);
	mutex_lock(&jail_lock);
	for (j = &prison0; j != NULL; j = jail_next(&prison0, j)) {
		iq.iq_name = j->j_name;
		if (j->j_limits.ls_ledger != NULL)
			ledger_report(j->j_limits.ls_ledger, charge_look,
			    &iq);
	}
	mutex_unlock(&jail_lock);
}

MODULE_USER("references", MODULE_HELD, ref_users);
MODULE_USER("places with memory of jails", 0, charge_users);

static void
jail_module_init(void)
{
	vimage_owner_join = subsys_join;
	vimage_owner_leave = subsys_leave;
}

INITCALL(PHASE_FRAMEWORK, jail_module_init);
