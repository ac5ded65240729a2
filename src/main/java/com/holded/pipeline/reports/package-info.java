/**
 * What analysts download: the data of each report, laid out by JasperReports or streamed as CSV. JasperReports
 * appears here only.
 */
@NullMarked
package com.holded.pipeline.reports;

import org.jspecify.annotations.NullMarked;
