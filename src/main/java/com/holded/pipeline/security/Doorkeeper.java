package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides who a caller is and whether the request may go on at all. What a caller may do beyond that is said by
 * {@link RequiresRole} on each resource. Immutable and safe for use by many threads.
 */
public final class Doorkeeper {
    /** Open to everyone: an orchestrator has no key. Without one, {@code /health} gives the status alone. */
    private static final Set<String> PROBES = Set.of("/health", "/health/live", "/health/ready", "/health/started");

    /** What the platform serves beside the resources, and who may read it. */
    private static final Map<String, Set<Role>> PLATFORM_ROLES = Map.of("/metrics", Set.of(Role.ANALYST));

    private static final Caller LOCAL_CALLER = new Caller("anonymous", Set.of(Role.PRODUCER, Role.ANALYST));
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final Pattern JSON =
            Pattern.compile("application/([a-z0-9.+_-]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private final Settings.Mode mode;
    private final ApiKeys keys;

    /** Knows the mode and the keys of these settings, and the stored keys. */
    public Doorkeeper(Settings settings, LiveKeys stored) {
        this.mode = settings.mode();
        this.keys = new ApiKeys(settings.access(), stored);
    }

    /**
     * The caller.
     *
     * @throws ProblemException UNAUTHORIZED without a valid key where one is needed; FORBIDDEN or
     *     UNSUPPORTED_MEDIA_TYPE for what looks like the page of another site using a browser that stands close to us;
     *     DATABASE_UNAVAILABLE while it cannot be known whether a key is valid
     */
    public Caller admit(Visit visit) {
        List<Credential> credentials = Credential.of(visit.authorization(), visit.apiKey());
        Optional<Caller> known = keys.callerOf(credentials);
        if (known.isEmpty() && isProbe(visit)) {
            return isLocal(visit) ? LOCAL_CALLER : Caller.NOBODY;
        }
        if (credentials.stream().noneMatch(Credential::explicit)) {
            refuseForeignPages(visit);
        }
        Caller caller = known.orElseGet(() -> anonymous(visit));
        refuseRoles(caller, visit.path());
        return caller;
    }

    private Caller anonymous(Visit visit) {
        if (mode == Settings.Mode.PRODUCTION) {
            throw new ProblemException(ErrorCode.UNAUTHORIZED, "Show an API key, for example as X-API-Key.");
        }
        if (!isLocal(visit)) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN, "Without a key, local mode answers under the name localhost only.");
        }
        // A foreign page can post a form anywhere, but JSON only where the target's answers allow it; ours never do.
        if (visit.method().equals("POST") && !JSON.matcher(visit.contentType()).matches()) {
            throw new ProblemException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Without a key, send Content-Type: application/json.");
        }
        return LOCAL_CALLER;
    }

    private static boolean isProbe(Visit visit) {
        return PROBES.contains(visit.path()) && READING.contains(visit.method());
    }

    /** A foreign page can give its own name our address (DNS rebinding); the Host header still tells its name. */
    private boolean isLocal(Visit visit) {
        return mode == Settings.Mode.LOCAL && LOOPBACK.matcher(visit.host()).matches();
    }

    private static void refuseForeignPages(Visit visit) {
        boolean reading = READING.contains(visit.method());
        boolean foreignOrigin = !visit.origin().isEmpty() && !isOwn(visit.origin(), visit.host());
        boolean foreignSite =
                visit.fetchSite().equals("cross-site") || visit.fetchSite().equals("same-site");
        if ((foreignOrigin || foreignSite) && !(reading && visit.isNavigation())) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "Pages of other sites may not use this service.");
        }
    }

    private static boolean isOwn(String origin, String host) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        return lower.equals("http://" + name) || lower.equals("https://" + name);
    }

    private static void refuseRoles(Caller caller, String path) {
        int end = path.indexOf('/', 1);
        Set<Role> wanted = PLATFORM_ROLES.get(end < 0 ? path : path.substring(0, end));
        if (wanted == null) {
            return;
        }
        if (!caller.hasAny(wanted)) {
            throw RoleCheck.refusal(wanted);
        }
        RoleCheck.refuseBound(caller);
    }
}
