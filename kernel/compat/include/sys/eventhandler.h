// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/eventhandler - FreeBSD's event handlers.
 *
 * An event is a name with the type of its handlers, who get the argument of
 * their registration and then those of the event.  Handlers run by priority,
 * equals in the order they came, in the invoker's context, with what was
 * current there; one that was registered for each stack (see net/vnet.h)
 * runs once in each, with the same arguments.
 *
 * A registration belongs to the stack it was made in and should end with it.
 * Deregistering waits until nobody runs the handler, so a handler may end
 * another's registration but its own only by the _NOWAIT form.
 *
 * Locks: [e] eventhandler_lock "eventhandler".
 */
#pragma once

#include <stdint.h>
#include "kernel/vimage/vimage.h"
#include "subsys/net/if.h"

#define EVENTHANDLER_PRI_FIRST		0
#define EVENTHANDLER_PRI_ANY		10000
#define EVENTHANDLER_PRI_LAST		20000

struct eventhandler {
	struct list eh_link;		/* [e] */
	const char *eh_name;		/* [I] of the event */
	void (*eh_func)(void);		/* [I] of the event's type */
	void *eh_arg;			/* [I] */
	int eh_priority;		/* [I] small ones first */
	int eh_global;			/* [I] once in each stack */
	unsigned eh_busy;		/* [e] walks that are at it */
	int eh_gone;			/* [e] not to be called any more */
	int eh_nowait;			/* [e] the last walk frees it */
};
typedef struct eventhandler *eventhandler_tag;

/* Make an event known in a file: its name, and a type of pointer. */
#define EVENTHANDLER_DECLARE(name, type)				\
	typedef type eventhandler_type_##name
#define EVENTHANDLER_LIST_DECLARE(name)	struct eventhandler
#define EVENTHANDLER_LIST_DEFINE(name)	struct eventhandler
#define EVENTHANDLER_FUNC_(name, func)					\
	((void (*)(void))(eventhandler_type_##name){ func })

/* For as long as the module is there; the kernel keeps the record. */
#define EVENTHANDLER_DEFINE(name, func, arg, priority)			\
	static const eventhandler_type_##name eventhandler_typed_##func	\
	    __attribute__((unused)) = func;				\
	static struct eventhandler eventhandler_##func = {		\
		.eh_name = #name, .eh_func = (void (*)(void))func,	\
		.eh_arg = arg, .eh_priority = priority			\
	};								\
	SET_ENTRY(eventhandler, eventhandler_##func)

/* The tag, or NULL: no memory. */
#define EVENTHANDLER_REGISTER(name, func, arg, priority)		\
	eventhandler_register(#name, EVENTHANDLER_FUNC_(name, func),	\
	    arg, priority, 0)
#define EVENTHANDLER_DEREGISTER(name, tag)				\
	eventhandler_deregister(tag, 1)
#define EVENTHANDLER_DEREGISTER_NOWAIT(name, tag)			\
	eventhandler_deregister(tag, 0)

#define EVENTHANDLER_INVOKE(name, ...) do {				\
	struct eventhandler_walk eh_walk_ = { .ew_name = #name };	\
									\
	while (eventhandler_next(&eh_walk_))				\
		((eventhandler_type_##name)eh_walk_.ew_at->eh_func)(	\
		    eh_walk_.ew_at->eh_arg, ## __VA_ARGS__);		\
} while (0)
#define EVENTHANDLER_DIRECT_INVOKE	EVENTHANDLER_INVOKE

/* One invocation; belongs to the invoking thread. */
struct eventhandler_walk {
	const char *ew_name;		/* [I] */
	struct eventhandler *ew_at;	/* [t] busy by us, or NULL */
	struct image_walk ew_stacks;	/* [t] of one that is global */
	struct image *ew_saved;		/* [t] the invoker's stack */
};
/* The next to be called is ew_at; 0: that were all.  May sleep. */
int	eventhandler_next(struct eventhandler_walk *ew);
/* Thread context.  NULL: no memory. */
struct eventhandler *eventhandler_register(const char *name,
	    void (*func)(void), void *arg, int priority, int global);
/* NULL is nobody.  With wait: when it returns, nobody runs it; sleeps. */
void	eventhandler_deregister(struct eventhandler *eh, int wait);

/*
 * Events of interfaces.  The interface's stack is current, if_config_lock
 * held.  A departing one passes no packets any more.
 */
#define IFNET_EVENT_UP		0
#define IFNET_EVENT_DOWN	1

typedef void (*ifnet_arrival_event_handler_t)(void *, struct ifnet *);
typedef void (*ifnet_departure_event_handler_t)(void *, struct ifnet *);
typedef void (*ifnet_link_event_handler_t)(void *, struct ifnet *, int);
typedef void (*ifnet_event_fn)(void *, struct ifnet *, int);
typedef void (*ifaddr_event_handler_t)(void *, struct ifnet *);
typedef void (*iflladdr_event_handler_t)(void *, struct ifnet *);
EVENTHANDLER_DECLARE(ifnet_arrival_event, ifnet_arrival_event_handler_t);
EVENTHANDLER_DECLARE(ifnet_departure_event, ifnet_departure_event_handler_t);
EVENTHANDLER_DECLARE(ifnet_link_event, ifnet_link_event_handler_t);
EVENTHANDLER_DECLARE(ifnet_event, ifnet_event_fn);
EVENTHANDLER_DECLARE(ifaddr_event, ifaddr_event_handler_t);
EVENTHANDLER_DECLARE(iflladdr_event, iflladdr_event_handler_t);
