export { approvalExport } from './approval/export-parts.ts';
export { reviewApprovals } from './approval/make-void.ts';
export { campaignsExport } from './export/campaign-files.ts';
export { haltCampaigns } from './halt-campaigns.ts';
export { campaignJobs } from './jobs.ts';
export { releaseList } from './release-list.ts';
export { type CampaignsDeps, campaignsRoutes } from './routes.ts';
export type { Safeguards } from './safeguards/safeguards.ts';
export { markSent } from './steer-campaign.ts';
