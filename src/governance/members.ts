/** Who holds a role today. */
export interface RoleMembers {
  /** GitHub logins, sorted. */
  people: string[];
  /** Teams of the role that the app cannot see. */
  unseen: string[];
  /** People whom the chart names and who can no longer see the repository: they left, and count for nothing. */
  gone: string[];
}
