package com.holded.pipeline.platform;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** The container's error page, so that no HTML error ever leaves; asked for directly, it is not there. */
public final class ProblemServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problemOf(request).writeTo(response);
    }

    private static Problem problemOf(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            Throwable cause = failure.getCause();
            return ProblemLog.record(
                    failure instanceof jakarta.servlet.ServletException && cause != null ? cause : failure);
        }
        if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) {
            ErrorCode code = StatusCodes.codeOf(status);
            return ProblemLog.record(
                    code, "", Map.of(), new IllegalStateException("the container answered with status " + status));
        }
        return Problem.of(ErrorCode.NOT_FOUND, "");
    }
}
